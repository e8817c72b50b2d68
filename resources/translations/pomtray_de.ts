<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>pomtray</name>
    <message>
        <location filename="../../pomtray/ui/window/activity.py"/>
        <source> ({count} times)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>&amp;Add all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>&amp;Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>&amp;Hide names and e-mails of people in menus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>&amp;Keep mine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>&amp;Load what is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>&amp;Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>&amp;Tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/undo_bar.py"/>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>1 more route here is yours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>1 route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>1 route was added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>1 route was removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>About pomtray</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/activity.py"/>
        <source>Activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Add 1 route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <location filename="../../pomtray/ui/window/top_bar.py"/>
        <source>Add a route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/top_bar.py"/>
        <source>Add a route (Ctrl+N, or paste its address)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>Add it all the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Add routes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Add {added}, remove {removed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Add {count} routes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>Address from the other browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/providers.py"/>
        <source>Add…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/editing.py"/>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>All files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/top_bar.py"/>
        <source>All that is known of the selected route (Alt+Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/core/view/programs.py"/>
        <source>Allow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/core/view/programs.py"/>
        <source>Allow it only if you have just started something that needs it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/allowed_programs.py"/>
        <source>Allow {program} again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/core/domain/program.py"/>
        <source>An unknown program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>Another command…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>Ask me before a &amp;program gets a credential for the first time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>Asking what it is…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/help/window.py"/>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/activity.py"/>
        <source>C&amp;lear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/app_menu.py"/>
        <source>Cannot be locked: sessions are in memory only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>Certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>Choose the file: {field}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/by_keyboard.py"/>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/undo_bar.py"/>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>Close it without saving?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/code_panel.py"/>
        <source>Code for {route}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>Code or address from the other browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Connect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/help/window.py"/>
        <source>Contents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/choices.py"/>
        <source>Continue…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <location filename="../../pomtray/ui/dialogs/text.py"/>
        <location filename="../../pomtray/ui/window/details_pane.py"/>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Copied, cleared in {left}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/plain_label.py"/>
        <location filename="../../pomtray/ui/read_text.py"/>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/text.py"/>
        <location filename="../../pomtray/ui/window/details_pane.py"/>
        <source>Copy details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Copy last used ({name})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <source>Copy report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Copy the local address ({place})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Delete them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/core/view/programs.py"/>
        <source>Deny</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/details_pane.py"/>
        <location filename="../../pomtray/ui/window/top_bar.py"/>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/top_bar.py"/>
        <source>Details of the selected route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/asking.py"/>
        <location filename="../../pomtray/ui/window/details_pane.py"/>
        <source>Details of {route}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Disconnect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/panels.py"/>
        <source>Edit here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>Edit {route}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/providers.py"/>
        <source>Edit…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/code_panel.py"/>
        <source>Enter it at {url}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/code_panel.py"/>
        <source>Enter it at {url}, or scan the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/quick_search.py"/>
        <source>Enter: {action}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/editing.py"/>
        <source>Files that name routes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/top_bar.py"/>
        <source>Find a route by name, host, tag or person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/help/window.py"/>
        <source>Find in the guide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/activity.py"/>
        <source>Find in what happened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/tag_bar.py"/>
        <source>Give {route} a tag:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/help/page.py"/>
        <source>Guide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <location filename="../../pomtray/ui/window/details_pane.py"/>
        <location filename="../../pomtray/ui/window/panels.py"/>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/help/window.py"/>
        <source>Help: {section}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/editing.py"/>
        <source>Import routes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/core/view/programs.py"/>
        <source>It opens {routes} too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>It serves {routes}. {ended}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Its session serves {routes} too: signed out along with it. {ended}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/editing.py"/>
        <source>Its session was not ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>Key to find a route from anywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Listed no more: choose what to remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>Loc&amp;k pomtray with the screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>MIT License. Copyright 2026 the pomtray developers. It comes without any warranty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/buttons.py"/>
        <location filename="../../pomtray/ui/window/top_bar.py"/>
        <source>More actions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/tag_bar.py"/>
        <source>Move {route} from {tag} to:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>Name of the route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/quick_search.py"/>
        <source>Name, host, tag or person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>New identity provider</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/panels.py"/>
        <source>No</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/app/searching.py"/>
        <source>No key for the search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>No route is like this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/tag_bar.py"/>
        <source>No tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/core/domain/program.py"/>
        <source>Nobody says which one it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/help/window.py"/>
        <source>Not found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>Not now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>Not saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Not taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/activity.py"/>
        <source>Nothing has happened in 7 days.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/activity.py"/>
        <source>Nothing has this text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/core/view/programs.py"/>
        <source>Only this time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/code_panel.py"/>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Open page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/choices.py"/>
        <source>Open the settings file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Open window…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>Paste the address for {route}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>Paste the code or the address for {route}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Paste the code or the address…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Paste the code…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>Preferences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/scan_code.py"/>
        <source>QR code of the page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>Qt for Python is used under the LGPL, version 3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/announcing.py"/>
        <location filename="../../pomtray/ui/menu/menu.py"/>
        <source>Question: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/asking.py"/>
        <source>Recent notices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <location filename="../../pomtray/ui/window/allowed_programs.py"/>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Remove 1 route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Remove {count} routes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/allowed_programs.py"/>
        <source>Remove {program}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Renew, for about {lasts}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <source>Request id: {id}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/pane.py"/>
        <location filename="../../pomtray/ui/window/quick_search.py"/>
        <source>Routes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>Routes need it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>Routes of your Pomerium: {news}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/filter_button.py"/>
        <source>Routes shown: {which}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Routes to add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Routes to remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <source>Save report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>Seldom needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>Settings file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/filter_button.py"/>
        <source>Show only routes that need you, are ending, have ended, or have a tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>Show {route}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/quick_search.py"/>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Show…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>Sign in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Sign in to 1 route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Sign in to {count} routes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>Sign in with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>Sign out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Sign out of 1 session?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Sign out of {count} sessions?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Sign out of {route}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Sign out, with {routes}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>Sign-in and sessions for services behind Pomerium, from the desktop's tray.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Signing in to {route}: {told}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/choices.py"/>
        <source>Stop waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>Tags, with commas between them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>Text of the settings file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>The browser's command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>The default browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>The preferences were changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>There is no key {key}: saving takes it away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>They serve {routes}. {ended}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/choices.py"/>
        <location filename="../../pomtray/ui/window/details_pane.py"/>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/activity.py"/>
        <source>Type to find</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/top_bar.py"/>
        <source>Type to find a route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/undo_bar.py"/>
        <location filename="../../pomtray/ui/window/allowed_programs.py"/>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>What does not count of it: {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/activity.py"/>
        <source>What happened, the newest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/details_pane.py"/>
        <source>What helps: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>What is wrong, by lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <source>Why am I blocked? {route}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>by the session's lifetime</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>pomerium-cli keeps a session unencrypted, for whoever can read your files:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>pomerium-cli keeps {count} sessions unencrypted, for whoever can read your files:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/icons/first_icon.py"/>
        <source>pomtray is starting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>{count} gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>{count} more routes here are yours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>{count} new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>{count} routes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>{count} routes were added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>{count} routes were removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>{hidden} more in the window…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>{left} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/providers.py"/>
        <source>{name} (refused)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/core/view/programs.py"/>
        <source>{place}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/allowed_programs.py"/>
        <source>{program} is asked about again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/core/view/programs.py"/>
        <source>{program} wants the credential of {route}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/core/domain/program.py"/>
        <source>{program}, in the terminal {terminal}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/tag_bar.py"/>
        <source>{route} has no tag now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/tag_bar.py"/>
        <source>{route} has the tag {tag} now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>{route} has this address already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <location filename="../../pomtray/ui/forms/editing.py"/>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>{route} was added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>{route} was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/editing.py"/>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>{route} was removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/core/domain/program.py"/>
        <source>{script}, run by {interpreter}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>{slip} is taken for {key}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>{state}, {left} left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
