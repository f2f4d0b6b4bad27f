"""
Papers and photos as files: PDF, JPEG and PNG in, something harmless out.

A file is looked into by a process of its own (`reader`; Pillow, pypdf and the standard library only). A PDF is kept
as it is or refused, a photo is always written anew, so that nothing of the sender's bytes is left in it.
"""
