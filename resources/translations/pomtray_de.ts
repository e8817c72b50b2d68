<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>pomtray</name>
    <message>
        <location filename="../../pomtray/ui/window/activity.py"/>
        <source> ({count} times)</source>
        <translation> ({count}-mal)</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>&amp;Add all</source>
        <translation>&amp;Alle hinzufügen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>&amp;Choose…</source>
        <translation>Aus&amp;wählen…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>&amp;Hide names and e-mails of people in menus</source>
        <translation>&amp;Namen und E-Mail-Adressen in Menüs verbergen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>&amp;Icon</source>
        <translation>&amp;Symbol</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>&amp;Keep mine</source>
        <translation>&amp;Meine behalten</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>&amp;Load what is there</source>
        <translation>&amp;Laden, was dort steht</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>&amp;Look at unused sessions every</source>
        <translation>Unbenutzte Sitzungen &amp;prüfen alle</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>&amp;Tags</source>
        <translation>&amp;Schlagwörter</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/undo_bar.py"/>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>&amp;Wait for a sign-in for</source>
        <translation>Auf eine Anmeldung &amp;warten</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/demo_bar.py"/>
        <source>1 of 3: choose a route and press Enter. The browser opens; sign in there as anybody.</source>
        <translation>1 von 3: Wählen Sie eine Route und drücken Sie die Eingabetaste. Der Browser öffnet sich; melden Sie sich dort mit irgendeinem Namen an.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/demo_bar.py"/>
        <source>2 of 3: Ctrl+C copies the header with the credential. It is cleared from the clipboard again.</source>
        <translation>2 von 3: Strg+C kopiert den Header mit den Zugangsdaten. Die Zwischenablage wird danach wieder geleert.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/demo_bar.py"/>
        <source>3 of 3: see it end. Choose Sign out in the route's menu; what was copied is good for nothing then.</source>
        <translation>3 von 3: Sehen Sie, wie es endet. Wählen Sie „Abmelden“ im Menü der Route; was kopiert wurde, ist dann wertlos.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>A page that says how it went</source>
        <translation>Eine Seite, die sagt, wie es ausging</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>A session lasts, where nobody says</source>
        <translation>Dauer einer Sitzung, wo sie niemand nennt</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <location filename="../../pomtray/ui/words.py"/>
        <source>About pomtray</source>
        <translation>Über pomtray</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/activity.py"/>
        <source>Activity</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Activity…</source>
        <translation>Verlauf…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <location filename="../../pomtray/ui/window/top_bar.py"/>
        <source>Add a route</source>
        <translation>Route hinzufügen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/top_bar.py"/>
        <source>Add a route (Ctrl+N, or paste its address)</source>
        <translation>Route hinzufügen (Strg+N, oder ihre Adresse einfügen)</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Add a route…</source>
        <translation>Route hinzufügen…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>Add it all the same</source>
        <translation>Trotzdem hinzufügen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Add routes</source>
        <translation>Routen hinzufügen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Add the route whose address was copied</source>
        <translation>Die Route hinzufügen, deren Adresse kopiert wurde</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Add {added}, remove {removed}</source>
        <translation>{added} hinzufügen, {removed} entfernen</translation>
    </message>
    <message numerus="yes">
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Add {count} routes</source>
        <extracomment>One: Add 1 route</extracomment>
        <translation><numerusform>1 Route hinzufügen</numerusform><numerusform>{count} Routen hinzufügen</numerusform></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>Address from the other browser</source>
        <translation>Adresse aus dem anderen Browser</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/providers.py"/>
        <source>Add…</source>
        <translation>Hinzufügen…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>After the sign-in, the other browser shows a code, or stops at an address that cannot be opened there and holds “code=”. Copy the code, or that whole address from the address bar, and paste it here.

It signs this program in as you: give it to nobody, and paste it nowhere else.</source>
        <translation>Nach der Anmeldung zeigt der andere Browser einen Code, oder er bleibt bei einer Adresse stehen, die sich dort nicht öffnen lässt und „code=“ enthält. Kopieren Sie den Code oder die ganze Adresse aus der Adressleiste und fügen Sie sie hier ein.

Damit wird dieses Programm als Sie angemeldet: Geben Sie es niemandem, und fügen Sie es nirgendwo sonst ein.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>After the sign-in, the other browser stops at an address that begins with http://127.0.0.1 and cannot be opened there. Copy that whole address from its address bar and paste it here.

It holds the session's token: give it to nobody, and paste it nowhere else.</source>
        <translation>Nach der Anmeldung bleibt der andere Browser bei einer Adresse stehen, die mit http://127.0.0.1 beginnt und sich dort nicht öffnen lässt. Kopieren Sie die ganze Adresse aus der Adressleiste und fügen Sie sie hier ein.

Sie enthält das Token der Sitzung: Geben Sie sie niemandem, und fügen Sie sie nirgendwo sonst ein.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>All else that can be done</source>
        <translation>Alles andere, was möglich ist</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/editing.py"/>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/filter_button.py"/>
        <source>All routes</source>
        <translation>Alle Routen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>All that can be done with it</source>
        <translation>Alles, was mit ihr möglich ist</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/top_bar.py"/>
        <source>All that is known of the selected route (Alt+Enter)</source>
        <translation>Alles, was über die gewählte Route bekannt ist (Alt+Eingabe)</translation>
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
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Alt+Enter</source>
        <translation>Alt+Eingabe</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Alt+letter</source>
        <translation>Alt+Buchstabe</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>An address from the browser, a curl line, a pomerium-cli command: whatever names it.</source>
        <translation>Eine Adresse aus dem Browser, eine curl-Zeile, ein Befehl von pomerium-cli: was immer sie nennt.</translation>
    </message>
    <message>
        <location filename="../../pomtray/core/domain/program.py"/>
        <source>An unknown program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>Another command…</source>
        <translation>Anderer Befehl…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Another program has {key}: choose another one.</source>
        <translation>Ein anderes Programm hat {key}: Wählen Sie eine andere Taste.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>Ask me before a &amp;program gets a credential for the first time</source>
        <translation>Fragen, bevor ein &amp;Programm zum ersten Mal Zugangsdaten bekommt</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>Asking what it is…</source>
        <translation>Es wird gefragt, was das ist…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/help/window.py"/>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/activity.py"/>
        <source>C&amp;lear</source>
        <translation>&amp;Leeren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Cancel sign-in</source>
        <translation>Anmeldung abbrechen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/app_menu.py"/>
        <source>Cannot be locked: sessions are in memory only</source>
        <translation>Sperren nicht möglich: Die Sitzungen sind nur im Arbeitsspeicher</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>Certificates</source>
        <translation>Zertifikate</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Choose a route, from the search as well</source>
        <translation>Eine Route wählen, auch von der Suche aus</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>Choose the file: {field}</source>
        <translation>Datei auswählen: {field}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>Choose…</source>
        <translation>Auswählen…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/by_keyboard.py"/>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Clear now</source>
        <translation>Jetzt leeren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>Clear the clip&amp;board after</source>
        <translation>&amp;Zwischenablage leeren nach</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Clear the clipboard now</source>
        <translation>Zwischenablage jetzt leeren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <location filename="../../pomtray/ui/forms/undo_bar.py"/>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>Close it without saving?</source>
        <translation>Ohne Speichern schließen?</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/code_panel.py"/>
        <source>Code for {route}</source>
        <translation>Code für {route}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>Code or address from the other browser</source>
        <translation>Code oder Adresse aus dem anderen Browser</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>Colours and shapes</source>
        <translation>Farben und Formen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/help/window.py"/>
        <source>Contents</source>
        <translation>Inhalt</translation>
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
        <translation>Kopiert, wird in {left} geleert</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/plain_label.py"/>
        <location filename="../../pomtray/ui/read_text.py"/>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Copy Bearer header (the service sees the whole token)</source>
        <translation>Bearer-Header kopieren (der Dienst sieht das ganze Token)</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Copy as curl</source>
        <translation>Als curl kopieren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Copy code</source>
        <translation>Code kopieren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/text.py"/>
        <location filename="../../pomtray/ui/window/details_pane.py"/>
        <source>Copy details</source>
        <translation>Details kopieren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Copy header</source>
        <translation>Header kopieren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Copy its header</source>
        <translation>Ihren Header kopieren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Copy its header, or sign in where there is none</source>
        <translation>Ihren Header kopieren, oder anmelden, wo keiner ist</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Copy last used ({name})</source>
        <translation>Zuletzt benutzten kopieren ({name})</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Copy link</source>
        <translation>Link kopieren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <source>Copy report</source>
        <translation>Bericht kopieren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Copy sign-in link</source>
        <translation>Anmeldelink kopieren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Copy the local address</source>
        <translation>Lokale Adresse kopieren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Copy the local address ({place})</source>
        <translation>Lokale Adresse kopieren ({place})</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Copy token</source>
        <translation>Token kopieren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Copy “Authorization: Pomerium” header</source>
        <translation>Header „Authorization: Pomerium“ kopieren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Copy “X-Pomerium-Authorization” header</source>
        <translation>Header „X-Pomerium-Authorization“ kopieren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Ctrl+?</source>
        <translation>Strg+?</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Ctrl+C</source>
        <translation>Strg+C</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Ctrl+F</source>
        <translation>Strg+F</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Ctrl+N</source>
        <translation>Strg+N</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Ctrl+Q</source>
        <translation>Strg+Q</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Ctrl+V</source>
        <translation>Strg+V</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>Dark shapes alone, for a light panel</source>
        <translation>Nur dunkle Formen, für eine helle Leiste</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Delete</source>
        <translation>Entf</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Delete them</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Deleted</source>
        <translation>Gelöscht</translation>
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
        <translation>Details</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/top_bar.py"/>
        <source>Details of the selected route</source>
        <translation>Details der gewählten Route</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/asking.py"/>
        <location filename="../../pomtray/ui/window/details_pane.py"/>
        <source>Details of {route}</source>
        <translation>Details zu {route}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Details…</source>
        <translation>Details…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Disconnect</source>
        <translation>Trennen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/panels.py"/>
        <source>Edit here</source>
        <translation>Hier bearbeiten</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Edit it here…</source>
        <translation>Hier bearbeiten…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Edit the settings here…</source>
        <translation>Einstellungsdatei hier bearbeiten…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>Edit {route}</source>
        <translation>{route} bearbeiten</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/providers.py"/>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Edit…</source>
        <translation>Bearbeiten…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/filter_button.py"/>
        <source>Ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/filter_button.py"/>
        <source>Ending soon</source>
        <translation>Endet bald</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/code_panel.py"/>
        <source>Enter it at {url}</source>
        <translation>Geben Sie ihn auf {url} ein</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/code_panel.py"/>
        <source>Enter it at {url}, or scan the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/quick_search.py"/>
        <source>Enter: {action}</source>
        <translation>Eingabetaste: {action}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/icons/sign.py"/>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/editing.py"/>
        <source>Files that name routes</source>
        <translation>Dateien, die Routen nennen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/top_bar.py"/>
        <source>Find a route by name, host, tag or person</source>
        <translation>Route finden: Name, Host, Schlagwort oder Person</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Find a route; letters typed into the list do so too</source>
        <translation>Eine Route finden; Buchstaben in der Liste tun das auch</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Find a route…</source>
        <translation>Route finden…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/help/window.py"/>
        <source>Find in the guide</source>
        <translation>In der Anleitung suchen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/activity.py"/>
        <source>Find in what happened</source>
        <translation>Im Verlauf suchen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>From the list to the chosen row's buttons</source>
        <translation>Von der Liste zu den Knöpfen der gewählten Zeile</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/tag_bar.py"/>
        <source>Give {route} a tag:</source>
        <translation>{route} ein Schlagwort geben:</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/help/page.py"/>
        <source>Guide</source>
        <translation>Anleitung</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <location filename="../../pomtray/ui/window/details_pane.py"/>
        <location filename="../../pomtray/ui/window/panels.py"/>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Help with what is in front</source>
        <translation>Hilfe zu dem, was Sie vor sich haben</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/help/window.py"/>
        <source>Help: {section}</source>
        <translation>Hilfe: {section}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Identity providers…</source>
        <translation>Identitätsanbieter…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/editing.py"/>
        <source>Import routes</source>
        <translation>Routen importieren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Import routes…</source>
        <translation>Routen importieren…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>It goes into the vault, which your keyring guards, and never into the settings file.</source>
        <translation>Es kommt in den Tresor, den Ihr Schlüsselbund schützt, und nie in die Einstellungsdatei.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>It is ended at its server, in the browser too. That cannot be undone.</source>
        <translation>Sie wird auf dem Server beendet, auch im Browser. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <location filename="../../pomtray/core/view/programs.py"/>
        <source>It opens {routes} too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>It serves {routes}. {ended}</source>
        <translation>Sie dient {routes}. {ended}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>It works: {key}</source>
        <translation>Sie funktioniert: {key}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Its session serves {routes} too: signed out along with it. {ended}</source>
        <translation>Die Sitzung dient auch {routes}: Dort werden Sie mit abgemeldet. {ended}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/editing.py"/>
        <source>Its session was not ended.</source>
        <translation>Ihre Sitzung wurde nicht beendet.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>Key to &amp;find a route from anywhere</source>
        <translation>Taste, um von überall eine Route zu &amp;finden</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>Key to find a route from anywhere</source>
        <translation>Taste, um von überall eine Route zu finden</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Keyboard shortcuts…</source>
        <translation>Tastenkürzel…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>Light shapes alone, for a dark panel</source>
        <translation>Nur helle Formen, für eine dunkle Leiste</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Listed no more: choose what to remove</source>
        <translation>Nicht mehr aufgeführt: Wählen Sie, was entfernt wird</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>Loc&amp;k pomtray with the screen</source>
        <translation>pomtray mit dem &amp;Bildschirm sperren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Lock</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Log file</source>
        <translation>Protokolldatei</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <source>Look again</source>
        <translation>Noch einmal prüfen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <source>Look at this</source>
        <translation>Hier nachsehen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <source>Looking at everything on the way…</source>
        <translation>Alles auf dem Weg wird geprüft…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>Looking at it…</source>
        <translation>Wird geprüft…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>MIT License. Copyright 2026 the pomtray developers. It comes without any warranty.</source>
        <translation>MIT-Lizenz. Copyright 2026 the pomtray developers. Ohne jede Gewährleistung.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Mend</source>
        <translation>Beheben</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Mend…</source>
        <translation>Beheben…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Menu, Shift+F10</source>
        <translation>Menü, Umschalt+F10</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/buttons.py"/>
        <location filename="../../pomtray/ui/window/top_bar.py"/>
        <source>More actions</source>
        <translation>Weitere Aktionen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/tag_bar.py"/>
        <source>Move {route} from {tag} to:</source>
        <translation>{route} von {tag} verschieben nach:</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>Name of the route</source>
        <translation>Name der Route</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/quick_search.py"/>
        <source>Name, host, tag or person</source>
        <translation>Name, Host, Schlagwort oder Person</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/filter_button.py"/>
        <source>Needs you</source>
        <translation>Braucht Sie</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>New identity provider</source>
        <translation>Neuer Identitätsanbieter</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/panels.py"/>
        <source>No</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/app/searching.py"/>
        <source>No key for the search</source>
        <translation>Keine Taste für die Suche</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>No route is like this.</source>
        <translation>Keine Route passt.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/tag_bar.py"/>
        <source>No tag</source>
        <translation>Kein Schlagwort</translation>
    </message>
    <message>
        <location filename="../../pomtray/core/domain/program.py"/>
        <source>Nobody says which one it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>None of it could be used as it stands, so it cannot be saved.</source>
        <translation>So wäre nichts davon verwendbar; deshalb lässt es sich nicht speichern.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>None yet. A key that your desktop starts `pomtray --search` with does the same.</source>
        <translation>Noch keine. Eine Taste, mit der Ihr Desktop `pomtray --search` startet, tut dasselbe.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/help/window.py"/>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>Not now</source>
        <translation>Jetzt nicht</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <location filename="../../pomtray/ui/icons/sign.py"/>
        <source>Not saved</source>
        <translation>Nicht gespeichert</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Not taken</source>
        <translation>Nicht übernommen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/activity.py"/>
        <source>Nothing has happened in 7 days.</source>
        <translation>In 7 Tagen ist nichts geschehen.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/activity.py"/>
        <source>Nothing has this text.</source>
        <translation>Nichts enthält diesen Text.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>Nothing is wrong with it.</source>
        <translation>Alles in Ordnung.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>Nothing, so that its history keeps nothing</source>
        <translation>Nichts, damit nichts im Verlauf des Browsers bleibt</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>One colour, for any panel: the shapes alone</source>
        <translation>Eine Farbe, für jede Leiste: nur die Formen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/code_panel.py"/>
        <source>Only if you asked for it yourself: who enters the code signs this program in.</source>
        <translation>Nur wenn Sie selbst darum gebeten haben: Wer den Code eingibt, meldet dieses Programm an.</translation>
    </message>
    <message>
        <location filename="../../pomtray/core/view/programs.py"/>
        <source>Only this time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Open in browser</source>
        <translation>Im Browser öffnen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/code_panel.py"/>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Open page</source>
        <translation>Seite öffnen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Open page again</source>
        <translation>Seite noch einmal öffnen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/choices.py"/>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Open the settings file</source>
        <translation>Einstellungsdatei öffnen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Open window…</source>
        <translation>Fenster öffnen…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>Paste the address for {route}</source>
        <translation>Adresse für {route} einfügen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>Paste the address of anything behind Pomerium</source>
        <translation>Fügen Sie die Adresse von etwas hinter Pomerium ein</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Paste the address…</source>
        <translation>Adresse einfügen…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>Paste the code or the address for {route}</source>
        <translation>Code oder Adresse für {route} einfügen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Paste the code or the address…</source>
        <translation>Code oder Adresse einfügen…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Paste the code…</source>
        <translation>Code einfügen…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Pause notices for 1 h</source>
        <translation>Benachrichtigungen 1 h anhalten</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Pause notices until tomorrow</source>
        <translation>Benachrichtigungen bis morgen anhalten</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Preferences…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Press the button, or go to the field, with that letter underlined</source>
        <translation>Den Knopf drücken oder zu dem Feld gehen, dessen Buchstabe unterstrichen ist</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/scan_code.py"/>
        <source>QR code of the page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>Qt for Python is used under the LGPL, version 3.</source>
        <translation>Qt for Python wird unter der LGPL, Version 3, verwendet.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/icons/sign.py"/>
        <source>Question</source>
        <translation>Frage</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/announcing.py"/>
        <location filename="../../pomtray/ui/menu/menu.py"/>
        <source>Question: {title}</source>
        <translation>Frage: {title}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>Read at each use. Programs that pomtray starts do not inherit it.</source>
        <translation>Wird bei jeder Verwendung gelesen. Programme, die pomtray startet, erben sie nicht.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/asking.py"/>
        <source>Recent notices</source>
        <translation>Letzte Benachrichtigungen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Recent notices…</source>
        <translation>Letzte Benachrichtigungen…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <location filename="../../pomtray/ui/window/allowed_programs.py"/>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Remove it, in the list</source>
        <translation>Sie entfernen, in der Liste</translation>
    </message>
    <message numerus="yes">
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Remove {count} routes</source>
        <extracomment>One: Remove 1 route</extracomment>
        <translation><numerusform>1 Route entfernen</numerusform><numerusform>{count} Routen entfernen</numerusform></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/allowed_programs.py"/>
        <source>Remove {program}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Renew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Renew, for about {lasts}</source>
        <translation>Erneuern, für etwa {lasts}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <source>Request id: {id}</source>
        <translation>Anfrage-ID: {id}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Resume notices</source>
        <translation>Benachrichtigungen fortsetzen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/pane.py"/>
        <location filename="../../pomtray/ui/window/quick_search.py"/>
        <source>Routes</source>
        <translation>Routen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>Routes need it.</source>
        <translation>Routen brauchen ihn.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>Routes of your Pomerium: {news}.</source>
        <translation>Routen Ihres Pomerium: {news}.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/filter_button.py"/>
        <source>Routes shown: {which}</source>
        <translation>Gezeigte Routen: {which}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Routes to add</source>
        <translation>Routen zum Hinzufügen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>Routes to remove</source>
        <translation>Routen zum Entfernen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <source>Save report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <source>Save report…</source>
        <translation>Bericht speichern…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>Seldom needed</source>
        <translation>Selten gebraucht</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Serve on this computer</source>
        <translation>Auf diesem Computer anbieten</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>Sessions are kept in a vault; its key is in the system's keyring.</source>
        <translation>Sitzungen liegen in einem Tresor; dessen Schlüssel ist im Schlüsselbund des Systems.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Settings file</source>
        <translation>Einstellungsdatei</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/icons/sign.py"/>
        <source>Settings refused</source>
        <translation>Einstellungen gelten nicht</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Show all routes again, then close the window</source>
        <translation>Wieder alle Routen zeigen, dann das Fenster schließen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Show in the applications menu</source>
        <translation>Im Anwendungsmenü zeigen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/filter_button.py"/>
        <source>Show only routes that need you, are ending, have ended, or have a tag</source>
        <translation>Nur Routen zeigen, die Sie brauchen, bald enden, beendet sind oder ein Schlagwort haben</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Show or hide the details beside the list</source>
        <translation>Die Details neben der Liste zeigen oder verbergen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>Show {route}</source>
        <translation>{route} zeigen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/quick_search.py"/>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Show…</source>
        <translation>Zeigen…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Sign in</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../pomtray/ui/words.py"/>
        <source>Sign in to {count} routes</source>
        <extracomment>One: Sign in to 1 route</extracomment>
        <translation><numerusform>Bei 1 Route anmelden</numerusform><numerusform>Bei {count} Routen anmelden</numerusform></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Sign in with a code on another device</source>
        <translation>Mit einem Code auf einem anderen Gerät anmelden</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>Sign in with it</source>
        <translation>Damit anmelden</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Sign out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Sign out everywhere…</source>
        <translation>Überall abmelden…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Sign out of 1 session?</source>
        <translation>Von 1 Sitzung abmelden?</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Sign out of {count} sessions?</source>
        <translation>Von {count} Sitzungen abmelden?</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Sign out of {route}?</source>
        <translation>Von {route} abmelden?</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Sign out, with {routes}…</source>
        <translation>Abmelden, mit {routes}…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>Sign-in and sessions for services behind Pomerium, from the desktop's tray.</source>
        <translation>Anmeldung und Sitzungen für Dienste hinter Pomerium, aus der Leiste des Desktops.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Signing in to {route}: {told}</source>
        <translation>Anmeldung bei {route}: {told}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Start at login</source>
        <translation>Bei der Anmeldung am Computer starten</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Stop serving</source>
        <translation>Nicht mehr anbieten</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/choices.py"/>
        <source>Stop waiting</source>
        <translation>Nicht mehr warten</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Stop waiting for the keyring</source>
        <translation>Nicht mehr auf den Schlüsselbund warten</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>Tags, with commas between them</source>
        <translation>Schlagwörter, mit Kommas dazwischen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>Tell before a session ends</source>
        <translation>Vor dem Ende einer Sitzung &amp;erinnern</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Test this route</source>
        <translation>Diese Route testen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>Text of the settings file</source>
        <translation>Text der Einstellungsdatei</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/demo_bar.py"/>
        <source>That was all. “pomtray” without “demo” is the real thing.</source>
        <translation>Das war alles. „pomtray“ ohne „demo“ ist das richtige Programm.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>The browser's command</source>
        <translation>Der Befehl des Browsers</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>The default browser</source>
        <translation>Der Standardbrowser</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>The file was changed elsewhere since you opened it here.</source>
        <translation>Die Datei wurde anderswo geändert, seit Sie sie hier geöffnet haben.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>The first line that the program prints is the secret. No shell reads the words.</source>
        <translation>Die erste Zeile, die das Programm ausgibt, ist das Geheimnis. Keine Shell liest die Wörter.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>The preferences were changed.</source>
        <translation>Die Einstellungen wurden geändert.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>There is no key {key}: saving takes it away.</source>
        <translation>Einen Schlüssel {key} gibt es nicht: Beim Speichern fällt er weg.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>They are ended at their servers, in the browser too. That cannot be undone.</source>
        <translation>Sie werden auf den Servern beendet, auch im Browser. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>They serve {routes}. {ended}</source>
        <translation>Sie dienen {routes}. {ended}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>This desktop gives no keys to programs: have a key of its own start `pomtray --search`.</source>
        <translation>Dieser Desktop gibt Programmen keine Tasten: Lassen Sie eine seiner eigenen `pomtray --search` starten.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/demo_bar.py"/>
        <source>This is a demo: its Pomerium runs on this computer, and nothing is kept.</source>
        <translation>Dies ist eine Demo: Ihr Pomerium läuft auf diesem Computer, und nichts bleibt gespeichert.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/accessibility/keys.py"/>
        <source>This list</source>
        <translation>Diese Liste</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <source>To know</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/choices.py"/>
        <location filename="../../pomtray/ui/window/details_pane.py"/>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Try again to save sessions</source>
        <translation>Noch einmal versuchen, Sitzungen zu speichern</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/activity.py"/>
        <source>Type to find</source>
        <translation>Tippen, um zu suchen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/top_bar.py"/>
        <source>Type to find a route</source>
        <translation>Tippen, um eine Route zu finden</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/allowed_programs.py"/>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Unlock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/icons/sign.py"/>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/dialogs.py"/>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <location filename="../../pomtray/ui/icons/sign.py"/>
        <source>Well</source>
        <translation>In Ordnung</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>What does not count of it: {count}</source>
        <translation>Was davon nicht gilt: {count}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/activity.py"/>
        <source>What happened, the newest first</source>
        <translation>Was geschehen ist, das Neueste zuerst</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/window/details_pane.py"/>
        <source>What helps: </source>
        <translation>Was hilft: </translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/settings_editor.py"/>
        <source>What is wrong, by lines</source>
        <translation>Was nicht stimmt, nach Zeilen</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>What the browser shows after a sign-in</source>
        <translation>Was der Browser nach einer Anmeldung zeigt</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>What the program prints is the secret. No shell reads the words.</source>
        <translation>Was das Programm ausgibt, ist das Geheimnis. Keine Shell liest die Wörter.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>When a session &amp;ends</source>
        <translation>Wenn eine Sitzung en&amp;det</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/providers.py"/>
        <source>Where people or machines sign in, for routes that do not sign in at Pomerium. Most routes need none.</source>
        <translation>Wo sich Personen oder Maschinen anmelden, für Routen, die sich nicht bei Pomerium anmelden. Die meisten Routen brauchen keinen.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Why am I blocked?</source>
        <translation>Warum komme ich nicht durch?</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/blocked.py"/>
        <source>Why am I blocked? {route}</source>
        <translation>Warum komme ich nicht durch? {route}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Why?</source>
        <translation>Warum?</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Your desktop asks you about it.</source>
        <translation>Ihr Desktop fragt Sie danach.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Your desktop said no. It may have a place for such keys in its own settings.</source>
        <translation>Ihr Desktop hat abgelehnt. Vielleicht hat er in seinen eigenen Einstellungen einen Platz für solche Tasten.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>Your organisation's authority</source>
        <translation>Zertifizierungsstelle Ihrer Organisation</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>by the session's lifetime</source>
        <translation>nach der Laufzeit der Sitzung</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>certificates (PEM); they count for everything</source>
        <translation>Zertifikate (PEM); sie gelten für alles</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/preferences.py"/>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>pomerium-cli keeps a session unencrypted, for whoever can read your files:</source>
        <translation>pomerium-cli bewahrt eine Sitzung unverschlüsselt auf, für alle, die Ihre Dateien lesen können:</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offer_dialog.py"/>
        <source>pomerium-cli keeps {count} sessions unencrypted, for whoever can read your files:</source>
        <translation>pomerium-cli bewahrt {count} Sitzungen unverschlüsselt auf, für alle, die Ihre Dateien lesen können:</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/icons/first_icon.py"/>
        <source>pomtray is starting…</source>
        <translation>pomtray startet…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/fields.py"/>
        <source>the secret; empty: as it is, or asked for at the sign-in</source>
        <translation>das Geheimnis; leer: wie bisher, oder bei der Anmeldung erfragt</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>{count} gone</source>
        <translation>{count} entfallen</translation>
    </message>
    <message numerus="yes">
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>{count} more routes here are yours.</source>
        <extracomment>One: 1 more route here is yours.</extracomment>
        <translation><numerusform>Hier gehört noch 1 weitere Route Ihnen.</numerusform><numerusform>Hier gehören noch {count} weitere Routen Ihnen.</numerusform></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>{count} new</source>
        <translation>{count} neu</translation>
    </message>
    <message numerus="yes">
        <location filename="../../pomtray/ui/words.py"/>
        <source>{count} routes</source>
        <extracomment>One: 1 route</extracomment>
        <translation><numerusform>1 Route</numerusform><numerusform>{count} Routen</numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>{count} routes were added.</source>
        <extracomment>One: 1 route was added.</extracomment>
        <translation><numerusform>1 Route wurde hinzugefügt.</numerusform><numerusform>{count} Routen wurden hinzugefügt.</numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../pomtray/ui/forms/offers.py"/>
        <source>{count} routes were removed.</source>
        <extracomment>One: 1 route was removed.</extracomment>
        <translation><numerusform>1 Route wurde entfernt.</numerusform><numerusform>{count} Routen wurden entfernt.</numerusform></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>{hidden} more in the window…</source>
        <translation>{hidden} weitere im Fenster…</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>{left} left</source>
        <translation>noch {left}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/dialogs/providers.py"/>
        <source>{name} (refused)</source>
        <translation>{name} (gilt nicht)</translation>
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
        <translation>{route} hat jetzt kein Schlagwort.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/rows/tag_bar.py"/>
        <source>{route} has the tag {tag} now.</source>
        <translation>{route} hat jetzt das Schlagwort {tag}.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <source>{route} has this address already.</source>
        <translation>{route} hat diese Adresse schon.</translation>
    </message>
    <message>
        <location filename="../../pomtray/app/pictures/scenes.py"/>
        <location filename="../../pomtray/ui/forms/add_route.py"/>
        <location filename="../../pomtray/ui/forms/editing.py"/>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>{route} was added.</source>
        <translation>{route} wurde hinzugefügt.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>{route} was changed.</source>
        <translation>{route} wurde geändert.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/editing.py"/>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>{route} was removed.</source>
        <translation>{route} wurde entfernt.</translation>
    </message>
    <message>
        <location filename="../../pomtray/core/domain/program.py"/>
        <source>{script}, run by {interpreter}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/forms/entry.py"/>
        <source>{slip} is taken for {key}.</source>
        <translation>{slip} wird als {key} verstanden.</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>{state}, {left} left</source>
        <translation>{state}, noch {left}</translation>
    </message>
</context>
</TS>
