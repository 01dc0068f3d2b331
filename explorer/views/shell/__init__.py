"""What every page needs: the session, the address, the color theme, navigation between pages."""
