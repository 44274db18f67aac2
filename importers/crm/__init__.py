"""Lists of people, companies and deals out of the products in which firms keep their customers."""
