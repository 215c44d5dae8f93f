"""Supply: brands and their authorisations, suppliers, purchase orders, proposals."""
