// Waiting for a moment.

export const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

// A form cannot be submitted while its submit event is still under way.
export const eventIsOver = () => pause(0);
