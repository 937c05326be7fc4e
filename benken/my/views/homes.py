"""Der jeg bor: the person writes it down themself, and what is broken or unsafe."""

from django.views.decorators.http import require_POST

from benken.my.views.mine import own_side
from benken.services.views import homes

home = own_side(homes.home_page)
home_take_back = require_POST(own_side(homes.take_back_act))
fault_new = own_side(homes.fault_new_page)
fault = own_side(homes.fault_page)
fault_mended = require_POST(own_side(homes.mended_act))
