// Everything here makes a working page a little kinder. No page depends on it.
import './autosave.js'
import './dialog.js'
import './error_summary.js'
import './keys.js'
import './messages.js'
import './quick_exit.js'
import './submit_guard.js'
import './text_fields.js'
