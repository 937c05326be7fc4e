"""Veien videre: where I am, what I wait for, home, and what lies between; the person writes it themself."""

from django.views.decorators.http import require_POST, require_safe

from benken.my.views.mine import own_side
from benken.services.views import stays

chain_page = require_safe(own_side(stays.chain_page))
new_page = own_side(stays.new_page)
change_page = own_side(stays.change_page)
out_page = own_side(stays.out_page)
not_out_act = require_POST(own_side(stays.not_out_act))
begin_act = require_POST(own_side(stays.begin_act))
not_begun_act = require_POST(own_side(stays.not_begun_act))
off_page = own_side(stays.off_page)
on_again_act = require_POST(own_side(stays.on_again_act))
take_back_act = require_POST(own_side(stays.take_back_act))
