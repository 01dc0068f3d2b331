"""Custom Streamlit components: each folder holds the Python, JavaScript and CSS of one."""
