"""A real Tryton as the ERP and the finance system: installed, seeded once, copied and started per use."""
