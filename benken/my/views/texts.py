"""SMS: the person says themself what they want. Also in a narrow session, but for the word that guards MÅL."""

from django.views.decorators.http import require_POST

from benken.messaging.views import choices
from benken.my.views.mine import near_side

texts = near_side(choices.texts_page)
number = near_side(choices.number_page)
stop = require_POST(near_side(choices.stop_act))
restore = require_POST(near_side(choices.restore_act))
use = require_POST(near_side(choices.use_act))
try_again = require_POST(near_side(choices.try_again_act))
times = near_side(choices.times_page)
keywords = near_side(choices.keywords_page)
pin = near_side(choices.pin_page)
pin_remove = near_side(choices.pin_remove_page)
goals = near_side(choices.goals_page)
goal = near_side(choices.goal_page)
