"""The still: a picture of the overview that stands on the page until the charts' script has drawn the real one."""
