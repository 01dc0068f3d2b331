"""Published demos: opening one, what its viewers may do, publishing one."""
