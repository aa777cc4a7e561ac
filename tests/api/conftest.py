"""The house and the client are there for every test of the API."""

from api_house import client, house, sqlite_house

__all__ = ["client", "house", "sqlite_house"]
