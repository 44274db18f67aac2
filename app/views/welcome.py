"""The first thing that is seen: there is no book yet. Whose shall it be?"""

from __future__ import annotations

import streamlit as st

from app import jobs, look, state
from refnet.errors import RefnetError


def main() -> None:
    """Ask who the owner is, or offer the invented firm."""
    st.title("Who can introduce you?")
    st.markdown(
        "refnet reads the contacts and the history that you exported from other tools, and shows you who can introduce "
        "you to whom. **Everything stays on this computer.**"
    )
    own, sample = st.columns(2, gap="medium")
    with own, look.card("own"):
        st.header("Start your own book")
        with st.form("own", border=False):
            me = st.text_input("Your name", key=state.ME)
            emails = st.text_input("Your e-mail addresses, with commas between", key=state.EMAIL)
            st.caption("With your addresses refnet knows you in your own files.")
            if st.form_submit_button("Start", type="primary"):
                _start(me, emails)
    with sample, look.card("sample"):
        st.header("Look around first")
        st.markdown("An invented firm with four years of introductions, referrals and meetings. Nothing in it is real.")
        if st.button("Try the sample"):
            look.open_sample()


def _start(me: str, emails: str) -> None:
    if not me.strip():
        st.warning("Your name is needed: routes begin with you.")
        return
    try:
        with st.spinner("Making your book"):
            jobs.make_book(state.address(), me.strip(), emails.replace(",", " ").split())
    except RefnetError as error:
        look.show_error(error)
        return
    st.rerun()


main()
