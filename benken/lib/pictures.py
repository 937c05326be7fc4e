"""Photos, drawn anew: what a camera or a phone writes into them (where, when, by which phone) does not come along."""

import warnings
from io import BytesIO

import pi_heif
from PIL import Image, ImageOps

MOST_POINTS = 50_000_000  # 50 megapixels: more than a phone's camera takes
LONGEST_SIDE = 4096  # points: a letter on A4 is still read with ease

pi_heif.register_heif_opener(thumbnails=False)


class PictureBroken(ValueError):
    """Not a whole picture of the kind it begins as."""


class PictureTooLarge(ValueError):
    """More points than there is room for."""


def made_anew(content: bytes, *, read: str, write: str) -> bytes:
    """Return a picture of one kind, drawn anew as one of another; the way it is to be held is drawn in.

    The points are counted before any is drawn: a small file can say that it is a huge picture.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what is in the file; what counts is asked below
            with Image.open(BytesIO(content), formats=[read]) as picture:
                _count_points(picture)
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is never drawn in full
                picture.load()
                return _written(picture, write=write)
    except PictureTooLarge:
        raise
    except Image.DecompressionBombError as error:
        raise PictureTooLarge from error
    except Exception as error:  # the readers raise whatever their format makes them
        raise PictureBroken from error


def _count_points(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_POINTS:
        raise PictureTooLarge


def _written(picture: Image.Image, *, write: str) -> bytes:
    held = ImageOps.exif_transpose(picture)
    see_through = write != "JPEG" and ("A" in held.getbands() or "transparency" in held.info)
    plain = held.convert("RGBA" if see_through else "RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = Image.new(plain.mode, plain.size)  # a new picture has no words, places or profiles
    drawn.paste(plain)
    made = BytesIO()
    drawn.save(made, format=write, **{"JPEG": {"quality": 88}, "WEBP": {"quality": 88}}.get(write, {}))
    return made.getvalue()
