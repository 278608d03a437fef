from flask import Blueprint

blueprint = Blueprint("filing", __name__)
