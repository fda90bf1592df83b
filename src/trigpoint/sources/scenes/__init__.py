"""What a picture is: products of the agencies, sidecars, catalogues."""
