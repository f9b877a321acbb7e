"""What a form can count on outside any folder of forms: the common units."""
