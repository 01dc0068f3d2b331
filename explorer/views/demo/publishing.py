"""Publishing: the form in the Share dialog that makes a demo of what is on the screen, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from explorer import limits
from explorer.errors import ExplorerError, StoreError
from explorer.images.privacy import without_metadata
from explorer.scene import Scene
from explorer.scene.scene import on_each_side
from explorer.scene.viewing import EVERYTHING, Viewing
from explorer.scene.walkthrough import MAX_TITLE, Walkthrough
from explorer.store import Bundle, weight_files
from explorer.store.bundle import MAX_AUTHOR, MAX_NOTE, digest_of
from explorer.views.components.copy.copy import mount_copy
from explorer.views.demo.following import KEY, PARAMETER, Followed, followed_demo
from explorer.views.demo.instance import demos, instance
from explorer.views.demo.options import viewing_fields, viewing_words
from explorer.views.demo.preview import FIELDS, start_preview
from explorer.views.image.photos import file_of
from explorer.views.share.address import base_address, frame_html, only_here
from explorer.views.share.asking import DONE
from explorer.views.share.codes import qr_code
from explorer.views.share.making import chosen_stops
from explorer.views.share.notes import counted, tell, too_long
from explorer.views.shared.own_weights import siblings_of
from explorer.weights import TrainedHere
from explorer.weights.own import file as own_file
from explorer.words.description import title


@dataclass(frozen=True)
class Addresses:
    """The address for everybody, the author's own, and the HTML of a frame."""

    public: str
    own: str
    frame: str


def addresses(base: str, demo_id: str, key: str, bundle: Bundle) -> Addresses:
    """The addresses of a demo; `base` is that of the app without its query."""
    public = f"{base}?{PARAMETER}={demo_id}"
    look = bundle.viewing.look
    options = f"&embed_options={look}_theme" if look != "auto" else ""
    frame = frame_html(public, bundle.title, bundle.viewing.size, options)
    return Addresses(public, f"{public}&{KEY}={key}", frame)


def with_files(walk: Walkthrough) -> tuple[Walkthrough, dict[str, bytes]]:
    """`walk` as it may be published, and its files: photos, without what the camera wrote into them, and uploaded weights.

    Raises StoreError if the session no longer has one of them, ImageError if a photo cannot be published.
    """
    files: dict[str, bytes] = {}
    stops, clean = [], dict[str, str]()
    for number, stop in enumerate(walk.stops, 1):
        for digest in dict.fromkeys(side.image.digest for side in stop.scene.sides):
            if digest and digest not in clean:
                data = _photo(digest, number)
                clean[digest] = digest_of(data)[:24]
                files[clean[digest]] = data
        stops.append(replace(stop, scene=on_each_side(stop.scene, lambda side: _with_digest(side, clean))))
    files |= weight_files.files_of(stop.scene for stop in walk.stops)
    return replace(walk, stops=tuple(stops)), files | _snapshots(walk, sum(map(len, files.values())))


def _snapshots(walk: Walkthrough, taken: int) -> dict[str, bytes]:
    """The files of the other snapshots of the trainings that `walk` shows, as many as fit beside `taken` bytes: they are
    played from there."""
    bases = [side.weights.base for stop in walk.stops for side in stop.scene.sides]
    files, room = dict[str, bytes](), limits.DEMO_BYTES - limits.DEMO_MANIFEST_BYTES - taken
    for base in bases:
        for each in siblings_of(base).values() if isinstance(base, TrainedHere) else ():
            if each.present and each.size < room and weight_files.file_name(each) not in files:
                data = files[weight_files.file_name(each)] = own_file.to_bytes(each)
                room -= len(data)
    return files


def _photo(digest: str, step: int) -> bytes:
    """The file of a photo without what the camera wrote into it. Raises StoreError if it is gone, ImageError as above."""
    data = file_of(digest)
    if data is None:
        raise StoreError(f"This server no longer has the photo of step {step}.", "Upload it again, then publish.")
    return without_metadata(data)


def _with_digest(scene: Scene, clean: Mapping[str, str]) -> Scene:
    """The scene with the photo that stands for its own in what is published."""
    return replace(scene, image=replace(scene.image, digest=clean.get(scene.image.digest, "")))


def publish_form(scene: Scene) -> None:
    """The form, with what it promises, and the addresses once the demo is published."""
    done: Addresses | None = st.session_state.get(DONE)
    if done is not None:
        _published(done)
        return
    try:
        place = instance().place()
    except ExplorerError as error:
        tell(str(error))
        return
    demo = followed_demo()
    mine = demo if demo is not None and demo.mine else None
    walk, words, public = _content(scene, mine)
    with st.expander("What viewers may do and see"):
        viewing = viewing_fields(mine.bundle.viewing if mine else EVERYTHING, FIELDS)
    st.caption(viewing_words(viewing))
    st.markdown(promise(place.lasts))
    for sentence in st.session_state.pop("demo_problem", []):
        tell(sentence)
    with st.container(horizontal=True):
        st.button(
            "Publish the changes" if mine else "Publish",
            type="primary",
            key="demo_publish",
            on_click=_publish,
            args=(walk, words, viewing, public, mine),
        )
        if st.button("See it as viewers will", key="demo_see"):
            start_preview(viewing)
            st.rerun()


def _content(scene: Scene, mine: Followed | None) -> tuple[Walkthrough, Mapping[str, str], bool]:
    """The fields for what is published, and its words."""
    before = mine.bundle if mine else None
    name = st.text_input("Title", before.title if before else title(scene), max_chars=MAX_TITLE, key=f"{FIELDS}title")
    author = st.text_input(
        "Your name, if viewers should see it", before.author if before else "", key=f"{FIELDS}author"
    )
    note = st.text_area("Note to viewers", before.note if before else "", height=80, key=f"{FIELDS}note")
    st.caption(counted(note, MAX_NOTE))
    single = mine.bundle.walk.stops[0] if mine and len(mine.bundle.walk.stops) == 1 else None
    stops = (replace(single, scene=scene),) if single else chosen_stops(scene, f"{FIELDS}what")
    public = st.checkbox("List it in this site's gallery", was_listed(mine), key=f"{FIELDS}public")
    return Walkthrough(tuple(stops), name.strip()), {"author": author.strip(), "note": note.strip()}, public


def was_listed(mine: Followed | None) -> bool:
    """Whether the author's own demo is in the gallery already: a change must not take it out unasked."""
    try:
        return mine is not None and demos().is_public(mine.id)
    except ExplorerError:
        return False


def promise(lasts: bool) -> str:
    """How long a published demo stays, and who can see it."""
    if not lasts:
        return (
            ":material/warning: **This site forgets.** It has no disk of its own: a published demo is gone as soon as the app "
            "is started again."
        )
    return (
        "Everybody with the address can open it. What you publish, photos and uploaded weights too, is kept on this server "
        f"until you unpublish it, or until nobody has opened it for {limits.DEMO_DAYS} days. What the camera wrote into the "
        "photo, such as the place, is left out."
    )


def _publish(
    walk: Walkthrough, words: Mapping[str, str], viewing: Viewing, public: bool, mine: Followed | None
) -> None:
    texts, limits_of_texts = {"name": words["author"], "note": words["note"]}, {"name": MAX_AUTHOR, "note": MAX_NOTE}
    if sentences := too_long(texts, limits_of_texts):
        st.session_state["demo_problem"] = sentences
        return
    try:
        rest = mine.bundle.rest if mine else {}
        walk, files = with_files(walk)
        bundle = Bundle(walk, files, words["author"], words["note"], viewing, rest=rest)
        store = demos()
        if mine:
            store.change(mine.id, mine.key, bundle, public=public)
            demo_id, key = mine.id, mine.key
        else:
            made = store.publish(bundle, public=public)
            demo_id, key = made.id, made.key
    except ExplorerError as error:
        st.session_state["demo_problem"] = [str(error)]
        return
    st.session_state[DONE] = addresses(base_address(), demo_id, key, bundle)


def _published(done: Addresses) -> None:
    st.success("Published. The demo opens at this address:")
    mount_copy("copy_demo", "For everybody", done.public, "Copy address")
    if here := only_here(done.public):
        st.warning(here, icon=":material/computer:")
    qr_code(done.public)
    mount_copy("copy_demo_frame", "Embed it in a page", done.frame, "Copy embed code")
    st.warning(
        "Keep this second address for yourself: with it you change, copy or unpublish the demo. It is shown only now.",
        icon=":material/key:",
    )
    mount_copy("copy_demo_own", "Yours", done.own, "Copy address")
