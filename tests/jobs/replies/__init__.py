"""A command of somebody who may give it is carried out once; anybody else learns why not."""
