"""What every service stands on: the settings, the database, the files, the clock, the forms, who carries messages and
who verifies identities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from web.carriers import Carrier, carriers
from web.clock import Clock
from web.config import Config
from web.database import Database
from web.sealing import Sealer
from web.services.catalogue import Catalogue
from web.services.fillings import Recent
from web.storage import FolderStorage, Storage
from web.verifiers import ByOfficer, Verifier, verifier


@dataclass(frozen=True)
class Platform:
    """Handed to each service as its first argument, so that no service reaches for anything global."""

    config: Config
    database: Database
    storage: Storage
    clock: Clock
    catalogue: Catalogue
    recent: Recent
    carriers: Mapping[str, Carrier]
    verifier: Verifier = field(default_factory=ByOfficer)

    @classmethod
    def from_config(cls, config: Config, clock: Clock | None = None) -> Platform:
        """The platform these settings describe."""
        return cls(
            config=config,
            database=Database(config.database_url, Sealer(config.sealing_keys)),
            storage=FolderStorage(config.storage_folder),
            clock=clock or Clock(),
            catalogue=Catalogue(config.forms_folder),
            recent=Recent(),
            carriers=carriers(config.smtp_url, config.mail_from, config.sms_url, config.sms_token),
            verifier=verifier(config.verifier_url, config.verifier_token),
        )
