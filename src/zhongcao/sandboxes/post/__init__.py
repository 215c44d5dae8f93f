"""The sandbox's post: letters lie in a box that everybody can look into, instead of being sent."""
