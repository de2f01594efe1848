"""What mining has counted: cells of figures that grow with months and elements, never with cases."""
