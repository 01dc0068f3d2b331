"""Pictures: records in, Plotly figures out. Nothing here knows Streamlit."""
