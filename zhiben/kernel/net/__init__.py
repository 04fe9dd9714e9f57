"""The only room from which a connection leaves the machine: a caller of web addresses and a hander-over of mail."""
