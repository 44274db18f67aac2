"""The pages, one file each. Streamlit runs them; they are not imported."""
