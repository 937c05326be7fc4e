"""Fikk du nei? The person writes it down themself, and complains if they want to."""

from django.views.decorators.http import require_POST, require_safe

from benken.my.views.mine import own_side
from benken.services.views import turned_away

list_page = require_safe(own_side(turned_away.list_page))
new_page = own_side(turned_away.new_page)
one_page = own_side(turned_away.one_page)
paper_page = require_safe(own_side(turned_away.paper_page))
not_sent_act = require_POST(own_side(turned_away.not_sent_act))
take_back_act = require_POST(own_side(turned_away.take_back_act))
complain_act = require_POST(own_side(turned_away.complain_act))
