"""HTTP resources, one file each. No decisions here."""
