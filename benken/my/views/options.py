"""Hva kan jeg velge mellom? The person makes the sheet themself, or together with whoever helps them."""

from django.views.decorators.http import require_POST

from benken.my.views.mine import own_side
from benken.services.views import options

list_page = own_side(options.list_page)
sheet_page = own_side(options.sheet_page)
add_page = own_side(options.add_page)
new_page = own_side(options.new_page)
option_page = own_side(options.option_page)
take_away = require_POST(own_side(options.take_away_act))
sheet_take_away = require_POST(own_side(options.take_away_sheet_act))
