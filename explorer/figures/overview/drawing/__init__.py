"""How a laid out overview is drawn: texts, what lies behind the maps, pictures of the maps."""
