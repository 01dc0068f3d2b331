"""What every page needs: the session, the address, the look, the way between pages."""
