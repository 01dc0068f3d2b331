"""The Explore page of a phone: what stands elsewhere than on a larger screen."""
