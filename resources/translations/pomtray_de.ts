<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>pomtray</name>
    <message><location filename="../../pomtray/ui/window/activity.py"/><source> ({count} times)</source><translation> ({count}-mal)</translation></message>
    <message><location filename="../../pomtray/cli/demo.py"/><source># A Pomerium for trying out, on this machine only. Its authenticate host: {host}</source><translation># Ein Pomerium zum Ausprobieren, nur auf diesem Computer. Sein Anmeldehost: {host}</translation></message>
    <message><location filename="../../pomtray/cli/demo.py"/><source># As a settings file:</source><translation># Als Einstellungsdatei:</translation></message>
    <message><location filename="../../pomtray/cli/demo.py"/><source># Serving. End it with Ctrl+C.</source><translation># Läuft. Beenden mit Strg+C.</translation></message>
    <message><location filename="../../pomtray/ui/forms/offers.py"/><source>&amp;Add all</source><translation>&amp;Alle hinzufügen</translation></message>
    <message><location filename="../../pomtray/ui/forms/offers.py"/><source>&amp;Choose…</source><translation>Aus&amp;wählen…</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>&amp;Hide names and e-mails of people in menus</source><translation>&amp;Namen und E-Mail-Adressen in Menüs verbergen</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>&amp;Icon</source><translation>&amp;Symbol</translation></message>
    <message><location filename="../../pomtray/ui/forms/settings_editor.py"/><source>&amp;Keep mine</source><translation>&amp;Meine behalten</translation></message>
    <message><location filename="../../pomtray/ui/forms/settings_editor.py"/><source>&amp;Load what is there</source><translation>&amp;Laden, was dort steht</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>&amp;Look at unused sessions every</source><translation>Unbenutzte Sitzungen &amp;prüfen alle</translation></message>
    <message><location filename="../../pomtray/ui/forms/add_route.py"/><source>&amp;Name</source><translation>&amp;Name</translation></message>
    <message><location filename="../../pomtray/ui/forms/add_route.py"/><source>&amp;Tags</source><translation>&amp;Schlagwörter</translation></message>
    <message><location filename="../../pomtray/ui/forms/undo_bar.py"/><source>&amp;Undo</source><translation>&amp;Rückgängig</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>&amp;Wait for a sign-in for</source><translation>Auf eine Anmeldung &amp;warten</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>(a secret, not shown)</source><translation>(geheim, nicht angezeigt)</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>, and can use it for all that it opens</source><translation> und kann sie für alles verwenden, was sie öffnet</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>, and can use it for all that it opens: {routes}</source><translation> und kann sie für alles verwenden, was sie öffnet: {routes}</translation></message>
    <message><location filename="../../pomtray/cli/handing/unconfigured.py"/><source>--dst cannot be used: it {reason}.</source><translation>--dst ist nicht verwendbar: {reason}.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/forwarding.py"/><source>--path is a path, as /mcp.</source><translation>--path ist ein Pfad, etwa /mcp.</translation></message>
    <message><location filename="../../pomtray/core/settings/refused.py"/><source>1 entry of the settings is refused</source><translation>1 Eintrag der Einstellungen gilt nicht</translation></message>
    <message><location filename="../../pomtray/ui/window/demo_bar.py"/><source>1 of 3: choose a route and press Enter. The browser opens; sign in there as anybody.</source><translation>1 von 3: Wählen Sie eine Route und drücken Sie die Eingabetaste. Der Browser öffnet sich; melden Sie sich dort mit irgendeinem Namen an.</translation></message>
    <message><location filename="../../pomtray/ui/window/demo_bar.py"/><source>2 of 3: Ctrl+C copies the header with the credential. It is cleared from the clipboard again.</source><translation>2 von 3: Strg+C kopiert den Header mit den Zugangsdaten. Die Zwischenablage wird danach wieder geleert.</translation></message>
    <message><location filename="../../pomtray/ui/window/demo_bar.py"/><source>3 of 3: see it end. Choose Sign out in the route's menu; what was copied is good for nothing then.</source><translation>3 von 3: Sehen Sie, wie es endet. Wählen Sie „Abmelden“ im Menü der Route; was kopiert wurde, ist dann wertlos.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>3600 seconds, where nobody says</source><translation>3600 Sekunden, wenn niemand es sagt</translation></message>
    <message><location filename="../../pomtray/core/protocol/id_token.py"/><source>; this computer's clock may be wrong</source><translation>; die Uhr dieses Computers geht vielleicht falsch</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>A TCP route</source><translation>Eine TCP-Route</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><location filename="../../pomtray/signin/web/failures.py"/><source>A client certificate is wanted</source><translation>Ein Client-Zertifikat wird verlangt</translation></message>
    <message><location filename="../../pomtray/signin/web/intermediaries.py"/><source>A firewall</source><translation>Eine Firewall</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>A notice comes before the end.</source><translation>Vor dem Ende kommt eine Benachrichtigung.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_texts.py"/><source>A number of seconds, in digits.</source><translation>Eine Zahl von Sekunden, in Ziffern.</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>A page that says how it went</source><translation>Eine Seite, die sagt, wie es ausging</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>A program's own Authorization header stays as it is.</source><translation>Der eigene Authorization-Header eines Programms bleibt, wie er ist.</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>A quarter of its life is left then.</source><translation>Dann ist noch ein Viertel der Laufzeit übrig.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_texts.py"/><source>A quote in the command is not closed.</source><translation>Ein Anführungszeichen im Befehl wird nicht geschlossen.</translation></message>
    <message><location filename="../../pomtray/cli/handing/handing.py"/><source>A redirect would carry the credential elsewhere.</source><translation>Eine Weiterleitung brächte die Zugangsdaten woandershin.</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/instance.py"/><source>A second start may not be noticed</source><translation>Ein zweiter Start wird vielleicht nicht bemerkt</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>A session lasts, where nobody says</source><translation>Dauer einer Sitzung, wo sie niemand nennt</translation></message>
    <message><location filename="../../pomtray/core/model/handing.py"/><source>A sign-in is under way.</source><translation>Eine Anmeldung läuft.</translation></message>
    <message><location filename="../../pomtray/controller/requests.py"/><source>A sign-in to {route} is under way: it is waited for.</source><translation>Eine Anmeldung bei {route} läuft: Sie wird abgewartet.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>A signature; the secret is a key in PEM (private_key_jwt)</source><translation>Eine Signatur; das Geheimnis ist ein Schlüssel in PEM (private_key_jwt)</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>A token lasts</source><translation>Ein Token gilt</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>A token of {issuer} was got over https and is not sent to {to}.</source><translation>Ein Token von {issuer} kam über https und wird nicht an {to} gesendet.</translation></message>
    <message><location filename="../../pomtray/signin/web/intermediaries.py"/><source>A web page stands between</source><translation>Eine Webseite steht dazwischen</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/dialogs.py"/><location filename="../../pomtray/ui/words.py"/><source>About pomtray</source><translation>Über pomtray</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>Access was denied</source><translation>Der Zugang wurde verweigert</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Account (preferred_username)</source><translation>Konto (preferred_username)</translation></message>
    <message><location filename="../../pomtray/ui/window/activity.py"/><source>Activity</source><translation>Verlauf</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Activity…</source><translation>Verlauf…</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Add `offline_access` to `scopes`, or what the provider has in its place (some also want authorization_params = { prompt = "consent" }); or leave `pomerium_client_id` out if Pomerium takes tokens of this client.</source><translation>Fügen Sie `scopes` den Wert `offline_access` hinzu, oder was der Anbieter an dessen Stelle hat (manche verlangen auch authorization_params = { prompt = "consent" }); oder lassen Sie `pomerium_client_id` weg, wenn Pomerium Token dieses Clients annimmt.</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><location filename="../../pomtray/ui/forms/add_route.py"/><location filename="../../pomtray/ui/window/top_bar.py"/><source>Add a route</source><translation>Route hinzufügen</translation></message>
    <message><location filename="../../pomtray/ui/window/top_bar.py"/><source>Add a route (Ctrl+N, or paste its address)</source><translation>Route hinzufügen (Strg+N, oder ihre Adresse einfügen)</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Add a route…</source><translation>Route hinzufügen…</translation></message>
    <message><location filename="../../pomtray/ui/forms/add_route.py"/><source>Add it all the same</source><translation>Trotzdem hinzufügen</translation></message>
    <message><location filename="../../pomtray/core/request.py"/><source>Add one to the settings file.</source><translation>Fügen Sie der Einstellungsdatei eine hinzu.</translation></message>
    <message><location filename="../../pomtray/ui/forms/offer_dialog.py"/><source>Add routes</source><translation>Routen hinzufügen</translation></message>
    <message><location filename="../../pomtray/core/request.py"/><source>Add the route first.</source><translation>Fügen Sie zuerst die Route hinzu.</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Add the route whose address was copied</source><translation>Die Route hinzufügen, deren Adresse kopiert wurde</translation></message>
    <message><location filename="../../pomtray/ui/forms/offer_dialog.py"/><source>Add {added}, remove {removed}</source><translation>{added} hinzufügen, {removed} entfernen</translation></message>
    <message numerus="yes"><location filename="../../pomtray/ui/forms/offer_dialog.py"/><source>Add {count} routes</source><extracomment>One: Add 1 route</extracomment><translation><numerusform>1 Route hinzufügen</numerusform><numerusform>{count} Routen hinzufügen</numerusform></translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Address</source><translation>Adresse</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/dialogs.py"/><source>Address from the other browser</source><translation>Adresse aus dem anderen Browser</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/providers.py"/><source>Add…</source><translation>Hinzufügen…</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/dialogs.py"/><source>After the sign-in, the other browser shows a code, or stops at an address that cannot be opened there and holds “code=”. Copy the code, or that whole address from the address bar, and paste it here.

It signs this program in as you: give it to nobody, and paste it nowhere else.</source><translation>Nach der Anmeldung zeigt der andere Browser einen Code, oder er bleibt bei einer Adresse stehen, die sich dort nicht öffnen lässt und „code=“ enthält. Kopieren Sie den Code oder die ganze Adresse aus der Adressleiste und fügen Sie sie hier ein.

Damit wird dieses Programm als Sie angemeldet: Geben Sie es niemandem, und fügen Sie es nirgendwo sonst ein.</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/dialogs.py"/><source>After the sign-in, the other browser stops at an address that begins with http://127.0.0.1 and cannot be opened there. Copy that whole address from its address bar and paste it here.

It holds the session's token: give it to nobody, and paste it nowhere else.</source><translation>Nach der Anmeldung bleibt der andere Browser bei einer Adresse stehen, die mit http://127.0.0.1 beginnt und sich dort nicht öffnen lässt. Kopieren Sie die ganze Adresse aus der Adressleiste und fügen Sie sie hier ein.

Sie enthält das Token der Sitzung: Geben Sie sie niemandem, und fügen Sie sie nirgendwo sonst ein.</translation></message>
    <message><location filename="../../pomtray/ui/forms/offer_dialog.py"/><source>All</source><translation>Alle</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>All else that can be done</source><translation>Alles andere, was möglich ist</translation></message>
    <message><location filename="../../pomtray/ui/forms/editing.py"/><location filename="../../pomtray/ui/forms/fields.py"/><source>All files</source><translation>Alle Dateien</translation></message>
    <message><location filename="../../pomtray/ui/rows/filter_button.py"/><source>All routes</source><translation>Alle Routen</translation></message>
    <message><location filename="../../pomtray/app/changing.py"/><source>All routes that the file names are here already.</source><translation>Alle Routen, die die Datei nennt, sind schon hier.</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>All that can be done with it</source><translation>Alles, was mit ihr möglich ist</translation></message>
    <message><location filename="../../pomtray/ui/window/top_bar.py"/><source>All that is known of the selected route (Alt+Enter)</source><translation>Alles, was über die gewählte Route bekannt ist (Alt+Eingabe)</translation></message>
    <message><location filename="../../pomtray/cli/forget.py"/><source>All that pomtray keeps as a secret for {path} goes: sessions, client secrets, and the key in the keyring.</source><translation>Alles, was pomtray für {path} geheim aufbewahrt, wird gelöscht: Sitzungen, Client-Geheimnisse und der Schlüssel im Schlüsselbund.</translation></message>
    <message><location filename="../../pomtray/core/view/programs.py"/><source>Allow</source><translation>Erlauben</translation></message>
    <message><location filename="../../pomtray/core/view/programs.py"/><source>Allow it only if you have just started something that needs it.</source><translation>Erlauben Sie es nur, wenn Sie gerade etwas gestartet haben, das es braucht.</translation></message>
    <message><location filename="../../pomtray/ui/window/allowed_programs.py"/><source>Allow {program} again</source><translation>{program} wieder erlauben</translation></message>
    <message><location filename="../../pomtray/signin/callback/listener.py"/><source>Almost there</source><translation>Fast geschafft</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Also in it</source><translation>Außerdem darin</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Alt+Enter</source><translation>Alt+Eingabe</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Alt+letter</source><translation>Alt+Buchstabe</translation></message>
    <message><location filename="../../pomtray/signin/web/intermediaries.py"/><source>Amazon CloudFront</source><translation>Amazon CloudFront</translation></message>
    <message><location filename="../../pomtray/ui/forms/add_route.py"/><source>An address from the browser, a curl line, a pomerium-cli command: whatever names it.</source><translation>Eine Adresse aus dem Browser, eine curl-Zeile, ein Befehl von pomerium-cli: was immer sie nennt.</translation></message>
    <message><location filename="../../pomtray/cli/handing/handing.py"/><source>An authority cannot be read</source><translation>Eine Zertifizierungsstelle ist nicht lesbar</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>An entry of the settings is refused</source><translation>Ein Eintrag der Einstellungen gilt nicht</translation></message>
    <message><location filename="../../pomtray/controller/defects.py"/><source>An unexpected {name} ended this step.</source><translation>Ein unerwarteter {name} hat diesen Schritt beendet.</translation></message>
    <message><location filename="../../pomtray/core/domain/program.py"/><source>An unknown program</source><translation>Ein unbekanntes Programm</translation></message>
    <message><location filename="../../pomtray/cli/handing/handing.py"/><source>Another address</source><translation>Eine andere Adresse</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Another client now</source><translation>Jetzt ein anderer Client</translation></message>
    <message><location filename="../../pomtray/ui/forms/fields.py"/><source>Another command…</source><translation>Anderer Befehl…</translation></message>
    <message><location filename="../../pomtray/cli/handing/kube.py"/><source>Another kubectl</source><translation>Ein anderes kubectl</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/instance.py"/><source>Another one runs with the same settings file.</source><translation>Ein anderes läuft mit derselben Einstellungsdatei.</translation></message>
    <message><location filename="../../pomtray/cli/forget.py"/><source>Another pomtray command is at work: end it, or wait for it, then run this again.</source><translation>Ein anderer pomtray-Befehl arbeitet: Beenden Sie ihn oder warten Sie auf ihn, dann führen Sie diesen erneut aus.</translation></message>
    <message><location filename="../../pomtray/cli/alone/alone.py"/><source>Another pomtray is at work</source><translation>Ein anderes pomtray arbeitet</translation></message>
    <message><location filename="../../pomtray/app/running.py"/><source>Another pomtray runs with these settings</source><translation>Ein anderes pomtray läuft mit diesen Einstellungen</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Another program has {key}: choose another one.</source><translation>Ein anderes Programm hat {key}: Wählen Sie eine andere Taste.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/writer.py"/><source>Another program keeps writing to it.</source><translation>Ein anderes Programm schreibt fortwährend darin.</translation></message>
    <message><location filename="../../pomtray/signin/callback/over.py"/><location filename="../../pomtray/signin/words.py"/><source>Another program was here first</source><translation>Ein anderes Programm war zuerst hier</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Another provider now</source><translation>Jetzt ein anderer Anbieter</translation></message>
    <message><location filename="../../pomtray/cli/demo.py"/><source>Answer    {answer}</source><translation>Antwort   {answer}</translation></message>
    <message><location filename="../../pomtray/core/model/consenting.py"/><source>Answer those in pomtray's window, then run this again.</source><translation>Beantworten Sie diese im Fenster von pomtray und führen Sie den Befehl dann erneut aus.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Are you {person}?</source><translation>Sind Sie {person}?</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>As</source><translation>Als</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>As the preferences say</source><translation>Wie in den Einstellungen</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>As usual: by the secret, or by nothing where there is none</source><translation>Wie üblich: mit dem Geheimnis, oder mit nichts, wo keines ist</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>As {provider} is described, that cannot be done: {reason}.</source><translation>So, wie {provider} beschrieben ist, geht das nicht: {reason}.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/lending.py"/><source>Ask again, and answer there.</source><translation>Fragen Sie noch einmal und antworten Sie dort.</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/login_api.py"/><source>Ask its administrator to allow 127.0.0.1 in `programmatic_redirect_domain_whitelist`.</source><translation>Bitten Sie dessen Administration, 127.0.0.1 in `programmatic_redirect_domain_whitelist` zu erlauben.</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>Ask me before a &amp;program gets a credential for the first time</source><translation>Fragen, bevor ein &amp;Programm zum ersten Mal Zugangsdaten bekommt</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Ask the administrator for `bearer_token_format`, or sign in to this route by Pomerium's own sign-in.</source><translation>Fragen Sie die Administration nach `bearer_token_format`, oder melden Sie sich bei dieser Route mit Pomeriums eigener Anmeldung an.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Ask the administrator for `bearer_token_format`.</source><translation>Fragen Sie die Administration nach `bearer_token_format`.</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>Ask the administrator for the route's `bearer_token_format`.</source><translation>Fragen Sie die Administration nach dem `bearer_token_format` der Route.</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>Ask the administrator for the route's `bearer_token_format`; an exchanged token may have ended early.</source><translation>Fragen Sie die Administration nach dem `bearer_token_format` der Route; ein eingetauschtes Token ist vielleicht früher abgelaufen.</translation></message>
    <message><location filename="../../pomtray/signin/web/intermediaries.py"/><source>Ask the administrator to let pomtray through there: it names itself in User-Agent. Or try from another network.</source><translation>Bitten Sie die Administration, pomtray dort durchzulassen: Es nennt sich im User-Agent. Oder versuchen Sie es aus einem anderen Netz.</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/login_api.py"/><source>Ask the administrator what stands there, and to let /.pomerium/ through. {check_url}</source><translation>Fragen Sie die Administration, was dort steht, und bitten Sie sie, /.pomerium/ durchzulassen. {check_url}</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Ask the provider's administrator.</source><translation>Fragen Sie die Administration des Anbieters.</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>Ask who runs the proxy, check {source}, or {leave_out}.</source><translation>Fragen Sie, wer den Proxy betreibt, prüfen Sie {source}, oder {leave_out}.</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Asked for by (azp)</source><translation>Angefordert von (azp)</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>Asked through {proxy} of {source}.</source><translation>Gefragt wird über {proxy} aus {source}.</translation></message>
    <message><location filename="../../pomtray/ui/forms/add_route.py"/><source>Asking what it is…</source><translation>Es wird gefragt, was das ist…</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>At Pomerium, in the browser</source><translation>Bei Pomerium, im Browser</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>At the identity provider, in the browser</source><translation>Beim Identitätsanbieter, im Browser</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Audience</source><translation>Audience</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Authorization: Bearer (the service sees the whole token)</source><translation>Authorization: Bearer (der Dienst sieht das ganze Token)</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Authorization: Pomerium (the service does not see the token)</source><translation>Authorization: Pomerium (der Dienst sieht das Token nicht)</translation></message>
    <message><location filename="../../pomtray/ui/help/window.py"/><source>Back</source><translation>Zurück</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Begun</source><translation>Begonnen</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Browser</source><translation>Browser</translation></message>
    <message><location filename="../../pomtray/core/activity.py"/><source>By itself, without you.</source><translation>Von selbst, ohne Ihr Zutun.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>By nothing: a public client (none)</source><translation>Mit nichts: ein öffentlicher Client (none)</translation></message>
    <message><location filename="../../pomtray/ui/window/activity.py"/><source>C&amp;lear</source><translation>&amp;Leeren</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/blocked.py"/><location filename="../../pomtray/ui/forms/add_route.py"/><location filename="../../pomtray/ui/words.py"/><source>Cancel</source><translation>Abbrechen</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Cancel sign-in</source><translation>Anmeldung abbrechen</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Cancelled</source><translation>Abgebrochen</translation></message>
    <message><location filename="../../pomtray/ui/window/app_menu.py"/><source>Cannot be locked: sessions are in memory only</source><translation>Sperren nicht möglich: Die Sitzungen sind nur im Arbeitsspeicher</translation></message>
    <message><location filename="../../pomtray/ui/forms/fields.py"/><source>Certificates</source><translation>Zertifikate</translation></message>
    <message><location filename="../../pomtray/desktop/settings/writer.py"/><source>Change it by hand.</source><translation>Ändern Sie es von Hand.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>Check `audience` and `resource` of the route in the settings.</source><translation>Prüfen Sie `audience` und `resource` der Route in den Einstellungen.</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>Check `audience` and `scope` against the route's settings, or ask the administrator.</source><translation>Vergleichen Sie `audience` und `scope` mit den Einstellungen der Route, oder fragen Sie die Administration.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>Check `authorization_params`, `token_params` and `redirect_uri` of the provider, and `method` of the route.</source><translation>Prüfen Sie `authorization_params`, `token_params` und `redirect_uri` des Anbieters und `method` der Route.</translation></message>
    <message><location filename="../../pomtray/signin/web/client_certificate.py"/><source>Check `client_cert` and `client_key` in the settings.</source><translation>Prüfen Sie `client_cert` und `client_key` in den Einstellungen.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>Check `client_id` in the settings, or ask the provider's administrator to allow this grant for the client.</source><translation>Prüfen Sie `client_id` in den Einstellungen, oder bitten Sie die Administration des Anbieters, diesem Client diese Art von Anmeldung zu erlauben.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>Check `client_id`, `client_secret` and `token_auth` in the settings; one typed in is asked for again.</source><translation>Prüfen Sie `client_id`, `client_secret` und `token_auth` in den Einstellungen; nach einem eingetippten Geheimnis wird noch einmal gefragt.</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><source>Check `client_id`, `redirect_uri` and the parameters.</source><translation>Prüfen Sie `client_id`, `redirect_uri` und die Parameter.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/client_authentication.py"/><source>Check `client_secret`, which is the key where `token_auth` is private_key_jwt.</source><translation>Prüfen Sie `client_secret`; es ist der Schlüssel, wenn `token_auth` private_key_jwt ist.</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>Check `deliver` and `pomerium_client_id` against the route's `bearer_token_format`, or ask the administrator.</source><translation>Vergleichen Sie `deliver` und `pomerium_client_id` mit dem `bearer_token_format` der Route, oder fragen Sie die Administration.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>Check `exchange_url` in the settings: https://authenticate…/api/v1/token.</source><translation>Prüfen Sie `exchange_url` in den Einstellungen: https://authenticate…/api/v1/token.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Check `issuer` in the settings, or sign in with a code on another device.</source><translation>Prüfen Sie `issuer` in den Einstellungen, oder melden Sie sich mit einem Code auf einem anderen Gerät an.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/discovery.py"/><source>Check `issuer` in the settings: its /.well-known/openid-configuration must open in a browser.</source><translation>Prüfen Sie `issuer` in den Einstellungen: Dessen /.well-known/openid-configuration muss sich im Browser öffnen lassen.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/discovery.py"/><source>Check `issuer` in the settings: its /.well-known/openid-configuration must open in a browser. For a provider that has none, write `token_endpoint` and the other endpoints in place of `issuer`.</source><translation>Prüfen Sie `issuer` in den Einstellungen: Dessen /.well-known/openid-configuration muss sich im Browser öffnen lassen. Für einen Anbieter ohne ein solches schreiben Sie `token_endpoint` und die anderen Endpunkte anstelle von `issuer`.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Check `issuer`, or `jwks_uri`, in the settings.</source><translation>Prüfen Sie `issuer` oder `jwks_uri` in den Einstellungen.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/answers.py"/><source>Check `issuer`, or the endpoints, in the settings; if they are right, tell the provider's administrator.</source><translation>Prüfen Sie `issuer` oder die Endpunkte in den Einstellungen; stimmen sie, benachrichtigen Sie die Administration des Anbieters.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>Check `pomerium_client_id`, and that Pomerium uses the same provider.</source><translation>Prüfen Sie `pomerium_client_id`, und ob Pomerium denselben Anbieter verwendet.</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><source>Check `scopes` in the settings.</source><translation>Prüfen Sie `scopes` in den Einstellungen.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>Check `scopes` of the provider, or `scope` of the route, in the settings.</source><translation>Prüfen Sie `scopes` des Anbieters oder `scope` der Route in den Einstellungen.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>Check host and port of the address in the settings, and that the server runs.</source><translation>Prüfen Sie Host und Port der Adresse in den Einstellungen, und ob der Server läuft.</translation></message>
    <message><location filename="../../pomtray/cli/alone/alone.py"/><location filename="../../pomtray/desktop/unavailable.py"/><source>Check its permissions and the free space.</source><translation>Prüfen Sie die Zugriffsrechte und den freien Speicherplatz.</translation></message>
    <message><location filename="../../pomtray/forward/refusing.py"/><source>Check name and port, or ask the administrator.</source><translation>Prüfen Sie Namen und Port, oder fragen Sie die Administration.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>Check scheme and port of the address in the settings, and {wanted}.</source><translation>Prüfen Sie Schema und Port der Adresse in den Einstellungen, und {wanted}.</translation></message>
    <message><location filename="../../pomtray/forward/tunnel.py"/><source>Check that what is behind the route runs, or ask the administrator.</source><translation>Prüfen Sie, ob der Dienst hinter der Route läuft, oder fragen Sie die Administration.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>Check the address in the settings and the network: some names exist inside a VPN only.</source><translation>Prüfen Sie die Adresse in den Einstellungen und das Netz: Manche Namen gibt es nur in einem VPN.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>Check the address in the settings: it must be that of a service behind Pomerium, or of a provider.</source><translation>Prüfen Sie die Adresse in den Einstellungen: Es muss die eines Dienstes hinter Pomerium oder eines Anbieters sein.</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><source>Check the client's settings at the provider.</source><translation>Prüfen Sie die Einstellungen des Clients beim Anbieter.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><location filename="../../pomtray/desktop/vault/trouble.py"/><source>Check the folder's permissions and free space.</source><translation>Prüfen Sie die Rechte des Ordners und den freien Speicherplatz.</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>Check the keyring program.</source><translation>Prüfen Sie das Programm des Schlüsselbunds.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>Check the network; some servers answer inside a VPN only.</source><translation>Prüfen Sie das Netz; manche Server antworten nur in einem VPN.</translation></message>
    <message><location filename="../../pomtray/forward/mcp_endpoint.py"/><source>Check the path: it is that of the url in the settings, or of --path.</source><translation>Prüfen Sie den Pfad: Es ist der von url in den Einstellungen oder der von --path.</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>Check the route's URL in the settings, or ask the administrator.</source><translation>Prüfen Sie die URL der Route in den Einstellungen, oder fragen Sie die Administration.</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/login_api.py"/><source>Check the route's URL: it must be that of a service behind Pomerium.</source><translation>Prüfen Sie die URL der Route: Es muss die eines Dienstes hinter Pomerium sein.</translation></message>
    <message><location filename="../../pomtray/core/protocol/sign_in_url.py"/><source>Check the route's URL; if it is right, tell its administrator.</source><translation>Prüfen Sie die URL der Route; stimmt sie, benachrichtigen Sie deren Administration.</translation></message>
    <message><location filename="../../pomtray/core/model/loop_breaker.py"/><source>Check this computer's clock, and try again.</source><translation>Prüfen Sie die Uhr dieses Computers und versuchen Sie es noch einmal.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/client_authentication.py"/><source>Check where the provider's `client_secret` comes from.</source><translation>Prüfen Sie, woher das `client_secret` des Anbieters kommt.</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>Check {source} and the network, or {leave_out}.</source><translation>Prüfen Sie {source} und das Netz, oder {leave_out}.</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>Check {source}: an HTTP proxy is written http://HOST:PORT.</source><translation>Prüfen Sie {source}: Ein HTTP-Proxy wird als http://HOST:PORT geschrieben.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/importing.py"/><source>Choose a Pomerium's config.yaml, saved connections of Pomerium Desktop, or the settings of another pomtray.</source><translation>Wählen Sie eine config.yaml von Pomerium, gespeicherte Verbindungen von Pomerium Desktop oder die Einstellungen eines anderen pomtray.</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Choose a route, from the search as well</source><translation>Eine Route wählen, auch von der Suche aus</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Choose another `deliver`, such as "identity_token".</source><translation>Wählen Sie ein anderes `deliver`, etwa "identity_token".</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>Choose another `method` for the route, or ask the provider's administrator.</source><translation>Wählen Sie eine andere `method` für die Route, oder fragen Sie die Administration des Anbieters.</translation></message>
    <message><location filename="../../pomtray/desktop/files/report_file.py"/><source>Choose another folder, and try again.</source><translation>Wählen Sie einen anderen Ordner und versuchen Sie es noch einmal.</translation></message>
    <message><location filename="../../pomtray/ui/forms/fields.py"/><source>Choose the file: {field}</source><translation>Datei auswählen: {field}</translation></message>
    <message><location filename="../../pomtray/ui/forms/fields.py"/><source>Choose…</source><translation>Auswählen…</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/by_keyboard.py"/><source>Clear</source><translation>Leeren</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Clear now</source><translation>Jetzt leeren</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>Clear the clip&amp;board after</source><translation>&amp;Zwischenablage leeren nach</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Clear the clipboard now</source><translation>Zwischenablage jetzt leeren</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Client (client_id)</source><translation>Client (client_id)</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Client certificate</source><translation>Client-Zertifikat</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Client id</source><translation>Client-ID</translation></message>
    <message><location filename="../../pomtray/controller/attempts.py"/><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Client secret</source><translation>Client-Geheimnis</translation></message>
    <message><location filename="../../pomtray/core/details/checks.py"/><source>Clock</source><translation>Uhr</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/blocked.py"/><location filename="../../pomtray/ui/forms/undo_bar.py"/><source>Close</source><translation>Schließen</translation></message>
    <message><location filename="../../pomtray/desktop/settings/writer.py"/><source>Close it there, then try again.</source><translation>Schließen Sie sie dort und versuchen Sie es dann noch einmal.</translation></message>
    <message><location filename="../../pomtray/ui/forms/settings_editor.py"/><source>Close it without saving?</source><translation>Ohne Speichern schließen?</translation></message>
    <message><location filename="../../pomtray/cli/terminal.py"/><source>Code      {code}, to be entered at {url}</source><translation>Code      {code}, einzugeben auf {url}</translation></message>
    <message><location filename="../../pomtray/core/model/signing_in.py"/><source>Code for {name}</source><translation>Code für {name}</translation></message>
    <message><location filename="../../pomtray/ui/window/code_panel.py"/><source>Code for {route}</source><translation>Code für {route}</translation></message>
    <message><location filename="../../pomtray/core/model/signing_in.py"/><source>Code for {route} copied</source><translation>Code für {route} kopiert</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/dialogs.py"/><source>Code or address from the other browser</source><translation>Code oder Adresse aus dem anderen Browser</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Codes for devices</source><translation>Codes für Geräte</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>Colours and shapes</source><translation>Farben und Formen</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Comes back to</source><translation>Kommt zurück zu</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Connect</source><translation>Verbinden</translation></message>
    <message><location filename="../../pomtray/ui/help/window.py"/><source>Contents</source><translation>Inhalt</translation></message>
    <message><location filename="../../pomtray/controller/keyring_prompts.py"/><source>Continue</source><translation>Weiter</translation></message>
    <message><location filename="../../pomtray/core/view/notices.py"/><location filename="../../pomtray/ui/choices.py"/><source>Continue…</source><translation>Weiter…</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><location filename="../../pomtray/ui/dialogs/blocked.py"/><location filename="../../pomtray/ui/dialogs/text.py"/><location filename="../../pomtray/ui/window/details_pane.py"/><source>Copied</source><translation>Kopiert</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Copied, cleared in {left}</source><translation>Kopiert, wird in {left} geleert</translation></message>
    <message><location filename="../../pomtray/ui/plain_label.py"/><location filename="../../pomtray/ui/read_text.py"/><location filename="../../pomtray/ui/words.py"/><source>Copy</source><translation>Kopieren</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Copy Bearer header (the service sees the whole token)</source><translation>Bearer-Header kopieren (der Dienst sieht das ganze Token)</translation></message>
    <message><location filename="../../pomtray/desktop/clipboard/clipboard.py"/><source>Copy again in pomtray's window.</source><translation>Kopieren Sie noch einmal im Fenster von pomtray.</translation></message>
    <message><location filename="../../pomtray/core/model/copying.py"/><source>Copy again when the sign-in is done.</source><translation>Kopieren Sie noch einmal, wenn die Anmeldung abgeschlossen ist.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Copy as curl</source><translation>Als curl kopieren</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Copy code</source><translation>Code kopieren</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/text.py"/><location filename="../../pomtray/ui/window/details_pane.py"/><source>Copy details</source><translation>Details kopieren</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Copy header</source><translation>Header kopieren</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Copy its header</source><translation>Ihren Header kopieren</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Copy its header, or sign in where there is none</source><translation>Ihren Header kopieren, oder anmelden, wo keiner ist</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Copy last used ({name})</source><translation>Zuletzt benutzten kopieren ({name})</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Copy link</source><translation>Link kopieren</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/blocked.py"/><source>Copy report</source><translation>Bericht kopieren</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Copy sign-in link</source><translation>Anmeldelink kopieren</translation></message>
    <message><location filename="../../pomtray/desktop/clipboard/clipboard.py"/><source>Copy something else, and empty that program's history.</source><translation>Kopieren Sie etwas anderes, und leeren Sie den Verlauf jenes Programms.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Copy the local address</source><translation>Lokale Adresse kopieren</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Copy the local address ({place})</source><translation>Lokale Adresse kopieren ({place})</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>Copy the other header.</source><translation>Kopieren Sie den anderen Header.</translation></message>
    <message><location filename="../../pomtray/desktop/processes/launching.py"/><source>Copy the sign-in link instead and paste it into a browser.</source><translation>Kopieren Sie stattdessen den Anmeldelink und fügen Sie ihn in einen Browser ein.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Copy the whole address of the page at which the browser ended, or the code that the provider showed.</source><translation>Kopieren Sie die ganze Adresse der Seite, bei der der Browser angekommen ist, oder den Code, den der Anbieter gezeigt hat.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Copy the whole address of the page at which the browser ended, starting with http://127.0.0.1.</source><translation>Kopieren Sie die ganze Adresse der Seite, bei der der Browser angekommen ist; sie beginnt mit http://127.0.0.1.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Copy token</source><translation>Token kopieren</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Copy “Authorization: Pomerium” header</source><translation>Header „Authorization: Pomerium“ kopieren</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Copy “X-Pomerium-Authorization” header</source><translation>Header „X-Pomerium-Authorization“ kopieren</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>Correct it and save the file; the rest of it counts.</source><translation>Berichtigen Sie ihn und speichern Sie die Datei; der Rest gilt.</translation></message>
    <message><location filename="../../pomtray/core/network/proxy.py"/><source>Correct it there.</source><translation>Berichtigen Sie es dort.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/writer.py"/><source>Correct that.</source><translation>Berichtigen Sie das.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>Correct the file and save it.</source><translation>Berichtigen Sie die Datei und speichern Sie sie.</translation></message>
    <message><location filename="../../pomtray/core/settings/refused.py"/><source>Correct them and save the file; the rest of it counts. The list says what is wrong with each.</source><translation>Berichtigen Sie sie und speichern Sie die Datei; der Rest gilt. In der Liste steht, was jeweils nicht stimmt.</translation></message>
    <message><location filename="../../pomtray/cli/doctor/program_report.py"/><source>Correct these lines.</source><translation>Berichtigen Sie diese Zeilen.</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>Counts as ending</source><translation>Gilt als bald endend ab</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Counts from (nbf)</source><translation>Gilt ab (nbf)</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Ctrl+?</source><translation>Strg+?</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Ctrl+C</source><translation>Strg+C</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Ctrl+F</source><translation>Strg+F</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Ctrl+N</source><translation>Strg+N</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Ctrl+Q</source><translation>Strg+Q</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Ctrl+V</source><translation>Strg+V</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>Dark shapes alone, for a light panel</source><translation>Nur dunkle Formen, für eine helle Leiste</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Delete</source><translation>Entf</translation></message>
    <message><location filename="../../pomtray/desktop/settings/importing.py"/><source>Delete it by hand.</source><translation>Löschen Sie sie von Hand.</translation></message>
    <message><location filename="../../pomtray/ui/forms/offer_dialog.py"/><source>Delete them</source><translation>Löschen</translation></message>
    <message><location filename="../../pomtray/ui/forms/offer_dialog.py"/><source>Deleted</source><translation>Gelöscht</translation></message>
    <message><location filename="../../pomtray/core/view/programs.py"/><source>Deny</source><translation>Ablehnen</translation></message>
    <message><location filename="../../pomtray/ui/window/details_pane.py"/><location filename="../../pomtray/ui/window/top_bar.py"/><source>Details</source><translation>Details</translation></message>
    <message><location filename="../../pomtray/ui/window/top_bar.py"/><source>Details of the selected route</source><translation>Details der gewählten Route</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/asking.py"/><location filename="../../pomtray/ui/window/details_pane.py"/><source>Details of {route}</source><translation>Details zu {route}</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Details…</source><translation>Details…</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Disconnect</source><translation>Trennen</translation></message>
    <message><location filename="../../pomtray/core/lent.py"/><source>Do it on {machine}.</source><translation>Tun Sie es auf {machine}.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Do nothing</source><translation>Nichts tun</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Does {route} belong to {authenticate}?</source><translation>Gehört {route} zu {authenticate}?</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Duplicate</source><translation>Duplizieren</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>E-mail (email)</source><translation>E-Mail (email)</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_texts.py"/><source>Each line is written like: key = value</source><translation>Jede Zeile hat die Form: Schlüssel = Wert</translation></message>
    <message><location filename="../../pomtray/cli/forget.py"/><source>Each session is ended at its server first.</source><translation>Vorher wird jede Sitzung bei ihrem Server beendet.</translation></message>
    <message><location filename="../../pomtray/ui/window/panels.py"/><source>Edit here</source><translation>Hier bearbeiten</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Edit it here…</source><translation>Hier bearbeiten…</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Edit the settings here…</source><translation>Einstellungsdatei hier bearbeiten…</translation></message>
    <message><location filename="../../pomtray/ui/forms/entry.py"/><source>Edit {route}</source><translation>{route} bearbeiten</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/providers.py"/><location filename="../../pomtray/ui/words.py"/><source>Edit…</source><translation>Bearbeiten…</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/forwarding.py"/><source>Either - or --listen, not both.</source><translation>Entweder - oder --listen, nicht beides.</translation></message>
    <message><location filename="../../pomtray/app/running.py"/><source>End it, then start this one.</source><translation>Beenden Sie es und starten Sie dann dieses.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>End that first, or add another `redirect_uri` that the provider allows.</source><translation>Beenden Sie das zuerst, oder geben Sie eine weitere `redirect_uri` an, die der Anbieter erlaubt.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>End the session of {route} to renew it?</source><translation>Die Sitzung von {route} beenden, um sie zu erneuern?</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/forwarding.py"/><source>End with Ctrl+C.</source><translation>Beenden mit Strg+C.</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><location filename="../../pomtray/ui/rows/filter_button.py"/><source>Ended</source><translation>Beendet</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Ended by the server</source><translation>Vom Server beendet</translation></message>
    <message><location filename="../../pomtray/ui/rows/filter_button.py"/><source>Ending soon</source><translation>Endet bald</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Ends</source><translation>Endet</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Ends (exp)</source><translation>Endet (exp)</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Enter</source><translation>Eingabe</translation></message>
    <message><location filename="../../pomtray/ui/window/code_panel.py"/><source>Enter it at {url}</source><translation>Geben Sie ihn auf {url} ein</translation></message>
    <message><location filename="../../pomtray/ui/window/code_panel.py"/><source>Enter it at {url}, or scan the picture</source><translation>Geben Sie ihn auf {url} ein, oder scannen Sie das Bild</translation></message>
    <message><location filename="../../pomtray/core/model/signing_in.py"/><source>Enter it at {url}.</source><translation>Geben Sie ihn auf {url} ein.</translation></message>
    <message><location filename="../../pomtray/core/model/questioning.py"/><source>Enter it…</source><translation>Eingeben…</translation></message>
    <message><location filename="../../pomtray/core/domain/login.py"/><source>Enter {code} at {url}</source><translation>Geben Sie {code} auf {url} ein</translation></message>
    <message><location filename="../../pomtray/ui/window/quick_search.py"/><source>Enter: {action}</source><translation>Eingabetaste: {action}</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>Entries of the settings are refused</source><translation>Einträge der Einstellungen gelten nicht</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Esc</source><translation>Esc</translation></message>
    <message><location filename="../../pomtray/core/settings/saved_connections.py"/><source>Everybody may open it: nobody signs in there</source><translation>Alle dürfen sie öffnen: Dort meldet sich niemand an</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Exchange at</source><translation>Eintauschen bei</translation></message>
    <message><location filename="../../pomtray/ui/icons/sign.py"/><source>Failed</source><translation>Fehlgeschlagen</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>Failed since</source><translation>Fehlgeschlagen</translation></message>
    <message><location filename="../../pomtray/ui/forms/editing.py"/><source>Files that name routes</source><translation>Dateien, die Routen nennen</translation></message>
    <message><location filename="../../pomtray/ui/window/top_bar.py"/><source>Find a route by name, host, tag or person</source><translation>Route finden: Name, Host, Schlagwort oder Person</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Find a route; letters typed into the list do so too</source><translation>Eine Route finden; Buchstaben in der Liste tun das auch</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Find a route…</source><translation>Route finden…</translation></message>
    <message><location filename="../../pomtray/ui/help/window.py"/><source>Find in the guide</source><translation>In der Anleitung suchen</translation></message>
    <message><location filename="../../pomtray/ui/window/activity.py"/><source>Find in what happened</source><translation>Im Verlauf suchen</translation></message>
    <message><location filename="../../pomtray/core/model/handing.py"/><source>Finish it in the browser.</source><translation>Schließen Sie sie im Browser ab.</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>For (aud)</source><translation>Für (aud)</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>For Pomerium v0.1 to v0.3, which exchanges the ID token at the address below. Later ones have no exchange.</source><translation>Für Pomerium v0.1 bis v0.3, das das ID-Token an der Adresse unten eintauscht. Spätere tauschen nichts ein.</translation></message>
    <message><location filename="../../pomtray/cli/doctor/program_report.py"/><source>For {scheme} {proxy}, by {source}.</source><translation>Für {scheme} {proxy}, laut {source}.</translation></message>
    <message><location filename="../../pomtray/cli/forget.py"/><source>Forget all the same?</source><translation>Trotzdem vergessen?</translation></message>
    <message><location filename="../../pomtray/core/model/revocation_result.py"/><source>Forgotten here, but not revoked at {who}.</source><translation>Hier vergessen, bei {who} aber nicht widerrufen.</translation></message>
    <message><location filename="../../pomtray/core/model/revocation_result.py"/><source>Forgotten here. Pomerium did not confirm that it ended the session: its sign-out page is open in the browser.</source><translation>Hier vergessen. Pomerium hat nicht bestätigt, dass die Sitzung beendet ist: Seine Abmeldeseite ist im Browser geöffnet.</translation></message>
    <message><location filename="../../pomtray/core/model/revocation_result.py"/><source>Forgotten here. {who} could not be asked to end the session, which lives {until}: it will be.</source><translation>Hier vergessen. {who} war nicht zu erreichen, um die Sitzung zu beenden ({until}): Das wird nachgeholt.</translation></message>
    <message><location filename="../../pomtray/core/model/revocation_result.py"/><source>Forgotten here. {who} offers no way to revoke what it gave.</source><translation>Hier vergessen. {who} bietet keine Möglichkeit, Ausgestelltes zu widerrufen.</translation></message>
    <message><location filename="../../pomtray/core/model/revocation_result.py"/><source>Forgotten here. {who} was asked to revoke what it gave; whether it did, it does not say.</source><translation>Hier vergessen. {who} wurde gebeten, das Ausgestellte zu widerrufen, sagt aber nicht, ob das geschehen ist.</translation></message>
    <message><location filename="../../pomtray/cli/forget.py"/><source>Forgotten.</source><translation>Vergessen.</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>Fri</source><translation>Fr</translation></message>
    <message><location filename="../../pomtray/cli/asking.py"/><source>From another computer, have the browser's answer brought here first:
{way}</source><translation>Von einem anderen Computer aus lassen Sie zuerst die Antwort des Browsers hierher bringen:
{way}</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>From line {line} on {count} more entries are refused.</source><translation>Ab Zeile {line} gelten {count} weitere Einträge nicht.</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>From the list to the chosen row's buttons</source><translation>Von der Liste zu den Knöpfen der gewählten Zeile</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>Gains</source><translation>Gewinn</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>Give one that it takes as `client_cert` (with `client_key`, or as PKCS#12); the browser needs it too.</source><translation>Geben Sie eines, das angenommen wird, als `client_cert` an (mit `client_key` oder als PKCS#12); der Browser braucht es ebenfalls.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>Give the path of a PEM file as `ca`.</source><translation>Geben Sie als `ca` den Pfad einer PEM-Datei an.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/client_authentication.py"/><source>Give the provider's `client_secret` in the settings, or set `token_auth` to none.</source><translation>Geben Sie in den Einstellungen das `client_secret` des Anbieters an, oder setzen Sie `token_auth` auf none.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Give the route</source><translation>Der Route geben</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>Give yours as `client_cert` of the route (with `client_key`, or as PKCS#12); the browser needs it too.</source><translation>Geben Sie Ihres als `client_cert` der Route an (mit `client_key` oder als PKCS#12); der Browser braucht es ebenfalls.</translation></message>
    <message><location filename="../../pomtray/cli/handing/unconfigured.py"/><source>Give {options} too.</source><translation>Geben Sie auch {options} an.</translation></message>
    <message><location filename="../../pomtray/ui/rows/tag_bar.py"/><source>Give {route} a tag:</source><translation>{route} ein Schlagwort geben:</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Give {whose} to {route}?</source><translation>{route} Folgendes geben: {whose}?</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Given up</source><translation>Aufgegeben</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Go on as {person}?</source><translation>Als {person} weitermachen?</translation></message>
    <message><location filename="../../pomtray/cli/forget.py"/><source>Go on?</source><translation>Fortfahren?</translation></message>
    <message><location filename="../../pomtray/core/model/copying.py"/><source>Good for about {left}, by the configured lifetime.</source><translation>Gilt noch etwa {left}, nach der eingestellten Laufzeit.</translation></message>
    <message><location filename="../../pomtray/core/model/copying.py"/><source>Good for {left}.</source><translation>Gilt noch {left}.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Group</source><translation>Gruppe</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Groups</source><translation>Gruppen</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Groups (groups)</source><translation>Gruppen (groups)</translation></message>
    <message><location filename="../../pomtray/ui/help/page.py"/><source>Guide</source><translation>Anleitung</translation></message>
    <message><location filename="../../pomtray/desktop/client_secret.py"/><source>Have the command print the secret alone, or write `first_line = true` beside it for the first line.</source><translation>Lassen Sie den Befehl nur das Geheimnis ausgeben, oder schreiben Sie `first_line = true` daneben, für die erste Zeile.</translation></message>
    <message><location filename="../../pomtray/cli/demo.py"/><source>Header    {header}</source><translation>Header    {header}</translation></message>
    <message><location filename="../../pomtray/core/model/copying.py"/><source>Header for {route} copied</source><translation>Header für {route} kopiert</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Header form</source><translation>Header-Form</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>Held against {trusted}.</source><translation>Geprüft gegen {trusted}.</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><location filename="../../pomtray/ui/dialogs/blocked.py"/><location filename="../../pomtray/ui/window/details_pane.py"/><location filename="../../pomtray/ui/window/panels.py"/><location filename="../../pomtray/ui/words.py"/><source>Help</source><translation>Hilfe</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Help with what is in front</source><translation>Hilfe zu dem, was Sie vor sich haben</translation></message>
    <message><location filename="../../pomtray/ui/help/window.py"/><source>Help: {section}</source><translation>Hilfe: {section}</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Host</source><translation>Host</translation></message>
    <message><location filename="../../pomtray/core/model/copying.py"/><source>How long it is good for is not known.</source><translation>Wie lange es gilt, ist nicht bekannt.</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Id (jti)</source><translation>ID (jti)</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Identity provider</source><translation>Identitätsanbieter</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Identity provider (idp_id)</source><translation>Identitätsanbieter (idp_id)</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Identity providers…</source><translation>Identitätsanbieter…</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>If its authority is your organisation's own, give that one's file (PEM) as `ca` {place}, or add it to the system's trust store. In a guest network open any page first: its sign-in page may stand between.</source><translation>Wenn die Zertifizierungsstelle Ihrer Organisation gehört, geben Sie deren Datei (PEM) als `ca` {place} an, oder fügen Sie sie den vertrauten Zertifikaten des Systems hinzu. Öffnen Sie in einem Gastnetz zuerst irgendeine Seite: Seine Anmeldeseite steht vielleicht dazwischen.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>If that is not you, sign out of {route} in the tray, then sign in again.</source><translation>Wenn Sie das nicht sind, melden Sie sich im Infobereich von {route} ab und dann wieder an.</translation></message>
    <message><location filename="../../pomtray/core/model/consenting.py"/><source>If that was not you, switch it on again in the preferences.</source><translation>Wenn Sie das nicht waren, schalten Sie es in den Einstellungen wieder ein.</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><source>If you did not decline it yourself, ask the provider's administrator.</source><translation>Wenn Sie nicht selbst abgelehnt haben, fragen Sie die Administration des Anbieters.</translation></message>
    <message><location filename="../../pomtray/ui/forms/editing.py"/><source>Import routes</source><translation>Routen importieren</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Import routes…</source><translation>Routen importieren…</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/over_ssh.py"/><source>In a shell on {host} let pomtray ask {machine}:
  {command}</source><translation>Lassen Sie in einer Shell auf {host} pomtray diesen Computer ({machine}) fragen:
  {command}</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>In an environment variable</source><translation>In einer Umgebungsvariablen</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>In the way: {about}.</source><translation>Im Weg: {about}.</translation></message>
    <message><location filename="../../pomtray/core/model/copying.py"/><source>In this form the service behind the route sees the whole token.</source><translation>In dieser Form sieht der Dienst hinter der Route das ganze Token.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>Install the package `ca-certificates` or mend that file; `SSL_CERT_FILE` can name another one.</source><translation>Installieren Sie das Paket `ca-certificates`, oder bringen Sie diese Datei in Ordnung; `SSL_CERT_FILE` kann eine andere nennen.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/ssh.py"/><source>Install your system's OpenSSH client.</source><translation>Installieren Sie den OpenSSH-Client Ihres Systems.</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Issued (iat)</source><translation>Ausgestellt (iat)</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Issued by</source><translation>Ausgestellt von</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Issuer</source><translation>Aussteller</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Issuer (iss)</source><translation>Aussteller (iss)</translation></message>
    <message numerus="yes"><location filename="../../pomtray/core/model/sharing.py"/><source>It also opened {count} more routes.</source><extracomment>One: It also opened {count} more route.</extracomment><translation><numerusform>Sie öffnet auch eine weitere Route.</numerusform><numerusform>Sie öffnet auch {count} weitere Routen.</numerusform></translation></message>
    <message><location filename="../../pomtray/cli/doctor/program_report.py"/><source>It answers.</source><translation>Er antwortet.</translation></message>
    <message><location filename="../../pomtray/signin/callback/over.py"/><location filename="../../pomtray/signin/words.py"/><source>It asked for the address of this sign-in before this browser did.</source><translation>Es hat vor diesem Browser nach der Adresse dieser Anmeldung gefragt.</translation></message>
    <message><location filename="../../pomtray/desktop/files/log.py"/><source>It belongs to somebody else</source><translation>Sie gehört jemand anderem</translation></message>
    <message><location filename="../../pomtray/core/model/consenting.py"/><source>It can ask again from {when} on.</source><translation>Ab {when} kann es wieder fragen.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/importing.py"/><source>It cannot be read: {error}.</source><translation>Das ist nicht lesbar: {error}.</translation></message>
    <message><location filename="../../pomtray/core/settings/pasted.py"/><source>It cannot be taken: {error}</source><translation>Das geht nicht: {error}</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>It comes from another identity provider than the sign-in page named.</source><translation>Sie kommt von einem anderen Identitätsanbieter, als die Anmeldeseite genannt hat.</translation></message>
    <message><location filename="../../pomtray/core/view/notices.py"/><source>It could not be renewed in time. That is tried again by itself.</source><translation>Die Sitzung konnte nicht rechtzeitig erneuert werden. Das wird von selbst noch einmal versucht.</translation></message>
    <message><location filename="../../pomtray/app/running.py"/><source>It does not answer.</source><translation>Es antwortet nicht.</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>It does not let the session in: {title}.</source><translation>Sie lässt die Sitzung nicht ein: {title}.</translation></message>
    <message><location filename="../../pomtray/cli/locking.py"/><source>It does not run; commands use no session until it is unlocked: pomtray unlock</source><translation>Es läuft nicht; Befehle benutzen keine Sitzung, bis es entsperrt wird: pomtray unlock</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>It does not say that it is for {route}.</source><translation>Sie sagt nicht, dass sie für {route} ist.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>It does not say that it was made for this sign-in.</source><translation>Sie sagt nicht, dass sie aus dieser Anmeldung stammt.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/over_ssh.py"/><source>It gets credentials for {routes}, until you end this with Ctrl+C.</source><translation>Es bekommt Zugangsdaten für {routes}, bis Sie dies mit Strg+C beenden.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/over_ssh.py"/><source>It gets credentials once you have agreed to it here, route by route, until you end this with Ctrl+C.</source><translation>Es bekommt Zugangsdaten, sobald Sie hier zugestimmt haben, Route für Route, bis Sie dies mit Strg+C beenden.</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>It gives back something else than was stored, so sessions are kept in memory only.</source><translation>Er gibt etwas anderes zurück, als gespeichert wurde; die Sitzungen bleiben deshalb nur im Arbeitsspeicher.</translation></message>
    <message><location filename="../../pomtray/ui/forms/fields.py"/><source>It goes into the vault, which your keyring guards, and never into the settings file.</source><translation>Es kommt in den Tresor, den Ihr Schlüsselbund schützt, und nie in die Einstellungsdatei.</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>It hands the token on to its service unread, which you said is all right.</source><translation>Sie reicht das Token ungelesen an ihren Dienst weiter; Sie haben dem zugestimmt.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/over_ssh.py"/><source>It has ended</source><translation>Es ist zu Ende</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>It has none: a public client</source><translation>Es gibt keines: ein öffentlicher Client</translation></message>
    <message><location filename="../../pomtray/controller/saving.py"/><source>It has not answered yet.</source><translation>Er hat noch nicht geantwortet.</translation></message>
    <message><location filename="../../pomtray/cli/alone/alone.py"/><source>It has not come to an end.</source><translation>Es ist nicht fertig geworden.</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>It is a TCP route: open it with `pomtray tcp`.</source><translation>Es ist eine TCP-Route: Öffnen Sie sie mit `pomtray tcp`.</translation></message>
    <message><location filename="../../pomtray/desktop/files/log.py"/><source>It is a link</source><translation>Sie ist ein Verweis</translation></message>
    <message><location filename="../../pomtray/core/model/sign_in_result.py"/><source>It is a new session, but it does not last longer: {until}, was {was}.</source><translation>Es ist eine neue Sitzung, sie dauert aber nicht länger: {until}, vorher {was}.</translation></message>
    <message><location filename="../../pomtray/core/model/sign_in_result.py"/><source>It is a new session, but it lasts no longer: {until}.</source><translation>Es ist eine neue Sitzung, sie dauert aber nicht länger: {until}.</translation></message>
    <message><location filename="../../pomtray/core/model/sign_in_result.py"/><source>It is a new session: {until}, was {was}.</source><translation>Es ist eine neue Sitzung: {until}, vorher {was}.</translation></message>
    <message><location filename="../../pomtray/core/model/sign_in_result.py"/><source>It is a new session: {until}.</source><translation>Es ist eine neue Sitzung: {until}.</translation></message>
    <message><location filename="../../pomtray/core/settings/recognised.py"/><source>It is behind a Pomerium, but {host}, where you would sign in, does not answer.</source><translation>Die Adresse liegt hinter einem Pomerium, aber {host}, wo Sie sich anmelden würden, antwortet nicht.</translation></message>
    <message><location filename="../../pomtray/core/settings/recognised.py"/><source>It is behind a Pomerium; you sign in at {host}.</source><translation>Die Adresse liegt hinter einem Pomerium; angemeldet wird bei {host}.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>It is ended at its server, in the browser too. That cannot be undone.</source><translation>Sie wird auf dem Server beendet, auch im Browser. Das lässt sich nicht rückgängig machen.</translation></message>
    <message><location filename="../../pomtray/desktop/processes/browser.py"/><source>It is in {parent}.</source><translation>Sie liegt in {parent}.</translation></message>
    <message><location filename="../../pomtray/controller/attempts.py"/><source>It is kept in the vault, encrypted, and is asked for only once.</source><translation>Sie wird verschlüsselt im Tresor aufbewahrt, und nach ihr wird nur einmal gefragt.</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>It is locked as long as the screen is: your settings say so.</source><translation>Es ist gesperrt, solange der Bildschirm gesperrt ist: So steht es in Ihren Einstellungen.</translation></message>
    <message><location filename="../../pomtray/core/settings/saved_connections.py"/><source>It is no TCP connection</source><translation>Es ist keine TCP-Verbindung</translation></message>
    <message><location filename="../../pomtray/desktop/settings/importing.py"/><source>It is no entry that can be read</source><translation>Es ist kein lesbarer Eintrag</translation></message>
    <message><location filename="../../pomtray/desktop/files/log.py"/><source>It is not a file</source><translation>Sie ist keine Datei</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/socket_place.py"/><source>It is not a folder of this user's alone</source><translation>Es ist kein Ordner, der nur Ihnen gehört</translation></message>
    <message><location filename="../../pomtray/cli/handing/handing.py"/><source>It is not on the PATH.</source><translation>Es liegt nicht im PATH.</translation></message>
    <message><location filename="../../pomtray/core/model/copying.py"/><source>It is renewed by itself: copy again then.</source><translation>Die Sitzung wird von selbst erneuert: Kopieren Sie dann noch einmal.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/importing.py"/><source>It is signed in to at a provider: write it into the settings file by hand</source><translation>Angemeldet wird dort bei einem Anbieter: Schreiben Sie die Route von Hand in die Einstellungsdatei</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>It is signed in to at the same provider in the same way, and took the token.</source><translation>Bei ihr wird auf dieselbe Weise beim selben Anbieter angemeldet, und sie hat das Token angenommen.</translation></message>
    <message><location filename="../../pomtray/core/settings/pasted.py"/><source>It is the address of a sign-in page, which does not say what for; paste the address of the service itself</source><translation>Es ist die Adresse einer Anmeldeseite, die nicht sagt, wofür; fügen Sie die Adresse des Dienstes selbst ein</translation></message>
    <message><location filename="../../pomtray/core/model/sign_in_result.py"/><source>It is the same session as before: Pomerium gives a new one only after this one has ended.</source><translation>Es ist dieselbe Sitzung wie vorher: Pomerium gibt erst eine neue, wenn diese beendet ist.</translation></message>
    <message><location filename="../../pomtray/core/settings/recognised.py"/><source>It is the sign-in page of a Pomerium itself; the address of a service behind it is of more use.</source><translation>Es ist die Anmeldeseite eines Pomerium selbst; nützlicher ist die Adresse eines Dienstes dahinter.</translation></message>
    <message><location filename="../../pomtray/core/settings/pasted.py"/><source>It is too long for an address</source><translation>Für eine Adresse ist es zu lang</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>It issued the session.</source><translation>Er hat die Sitzung ausgestellt.</translation></message>
    <message><location filename="../../pomtray/core/request.py"/><source>It may be in an entry of the settings that is refused: `pomtray doctor` says what is wrong.</source><translation>Sie steht vielleicht in einem Eintrag der Einstellungen, der nicht gilt: `pomtray doctor` sagt, was nicht stimmt.</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>It may be out of date: Pomerium keeps this session and can make it longer or end it.</source><translation>Das kann veraltet sein: Pomerium führt diese Sitzung und kann sie verlängern oder beenden.</translation></message>
    <message><location filename="../../pomtray/app/running.py"/><source>It needs a temporary folder.</source><translation>Sie braucht einen temporären Ordner.</translation></message>
    <message><location filename="../../pomtray/core/view/programs.py"/><source>It opens {routes} too.</source><translation>Es öffnet auch {routes}.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>It serves {routes}. {ended}</source><translation>Sie dient {routes}. {ended}</translation></message>
    <message><location filename="../../pomtray/cli/handing/kube.py"/><source>It speaks none of {versions}.</source><translation>Es spricht keine dieser Versionen: {versions}.</translation></message>
    <message><location filename="../../pomtray/cli/desktop.py"/><source>It starts when you log in.</source><translation>Es startet, wenn Sie sich am Computer anmelden.</translation></message>
    <message><location filename="../../pomtray/desktop/clipboard/clipboard.py"/><source>It still says what you copied: another program, such as a clipboard manager, keeps it.</source><translation>Darin steht immer noch, was Sie kopiert haben: Ein anderes Programm, etwa eine Zwischenablagenverwaltung, behält es.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/ssh.py"/><source>It takes an account there that may run commands, with `sh`.</source><translation>Nötig ist dort ein Konto, das Befehle ausführen darf, mit `sh`.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>It takes {methods}.</source><translation>Möglich sind {methods}.</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>It was allowed in an earlier run.</source><translation>Das wurde früher einmal erlaubt.</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>It was asked through the proxy {proxy} of {source}: check that, or {leave_out}.</source><translation>Gefragt wurde über den Proxy {proxy} aus {source}: Prüfen Sie diesen, oder {leave_out}.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/writer.py"/><source>It was changed elsewhere since it was opened.</source><translation>Sie wurde anderswo geändert, seit sie geöffnet wurde.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>It was not issued where {route} sent you to sign in.</source><translation>Sie wurde nicht dort ausgestellt, wohin {route} Sie zur Anmeldung geschickt hat.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>It works: {key}</source><translation>Sie funktioniert: {key}</translation></message>
    <message><location filename="../../pomtray/desktop/settings/writer.py"/><source>It would say what is not taken: {key}: {expected}.</source><translation>Darin stünde dann, was nicht angenommen wird: {key}: {expected}.</translation></message>
    <message><location filename="../../pomtray/desktop/processes/own_files.py"/><source>Its files are gone while it runs.</source><translation>Seine Dateien sind weg, während es läuft.</translation></message>
    <message><location filename="../../pomtray/desktop/processes/own_files.py"/><source>Its files were replaced while it runs: what it loads from now on may not fit.</source><translation>Seine Dateien wurden ersetzt, während es läuft: Was es von jetzt an lädt, passt vielleicht nicht.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Its keys</source><translation>Seine Schlüssel</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/ask_socket.py"/><source>Its log says more.</source><translation>Sein Protokoll sagt mehr.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Its own authority</source><translation>Eigene Zertifizierungsstelle</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>Its page opens by itself at the end, if you are at the screen.</source><translation>Am Ende öffnet sich die Seite von selbst, wenn Sie am Bildschirm sind.</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>Its program</source><translation>Sein Programm</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Its session serves {routes} too: signed out along with it. {ended}</source><translation>Die Sitzung dient auch {routes}: Dort werden Sie mit abgemeldet. {ended}</translation></message>
    <message><location filename="../../pomtray/ui/forms/editing.py"/><source>Its session was not ended.</source><translation>Ihre Sitzung wurde nicht beendet.</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>Its sessions are kept in memory only: locking would lose them.</source><translation>Die Sitzungen sind nur im Arbeitsspeicher: Beim Sperren gingen sie verloren.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/ssh.py"/><source>Its sshd_config has to say `AllowStreamLocalForwarding yes`, without `DisableForwarding`; and your key's line in authorized_keys must not say `restrict` or `no-port-forwarding`.</source><translation>In der sshd_config muss dort `AllowStreamLocalForwarding yes` stehen, ohne `DisableForwarding`; und in der Zeile Ihres Schlüssels in authorized_keys darf weder `restrict` noch `no-port-forwarding` stehen.</translation></message>
    <message><location filename="../../pomtray/controller/attempts.py"/><source>Keep it</source><translation>Behalten</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Kept by Pomerium (databroker_…)</source><translation>Bei Pomerium geführt (databroker_…)</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Kept in the vault</source><translation>Im Tresor</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Key of the certificate</source><translation>Schlüssel des Zertifikats</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>Key to &amp;find a route from anywhere</source><translation>Taste, um von überall eine Route zu &amp;finden</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>Key to find a route from anywhere</source><translation>Taste, um von überall eine Route zu finden</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Keyboard shortcuts…</source><translation>Tastenkürzel…</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Known at</source><translation>Bekannt bei</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Knows tokens</source><translation>Kennt Token</translation></message>
    <message><location filename="../../pomtray/core/details/checks.py"/><source>Last answer</source><translation>Letzte Antwort</translation></message>
    <message><location filename="../../pomtray/core/details/checks.py"/><source>Last checks</source><translation>Letzte Prüfungen</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>Last renewed</source><translation>Zuletzt erneuert</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Last signed in</source><translation>Zuletzt angemeldet</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Last time it was {person}.</source><translation>Zuletzt war es {person}.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Let {route} use a session of {iss}?</source><translation>{route} eine Sitzung von {iss} überlassen?</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Let {route} use your session?</source><translation>{route} Ihre Sitzung überlassen?</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>Light shapes alone, for a dark panel</source><translation>Nur helle Formen, für eine dunkle Leiste</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Line</source><translation>Zeile</translation></message>
    <message><location filename="../../pomtray/desktop/settings/writer.py"/><source>Line {line}: {why}</source><translation>Zeile {line}: {why}</translation></message>
    <message><location filename="../../pomtray/ui/forms/offer_dialog.py"/><source>Listed no more: choose what to remove</source><translation>Nicht mehr aufgeführt: Wählen Sie, was entfernt wird</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>Loc&amp;k pomtray with the screen</source><translation>pomtray mit dem &amp;Bildschirm sperren</translation></message>
    <message><location filename="../../pomtray/core/model/serving.py"/><source>Local address of {route} copied</source><translation>Lokale Adresse von {route} kopiert</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Lock</source><translation>Sperren</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>Locked</source><translation>Gesperrt</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Log file</source><translation>Protokolldatei</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/blocked.py"/><source>Look again</source><translation>Noch einmal prüfen</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/blocked.py"/><source>Look at this</source><translation>Hier nachsehen</translation></message>
    <message><location filename="../../pomtray/desktop/settings/writer.py"/><source>Look at what is there now.</source><translation>Sehen Sie nach, was jetzt darin steht.</translation></message>
    <message><location filename="../../pomtray/app/at_home.py"/><source>Look at who owns that folder.</source><translation>Sehen Sie nach, wem dieser Ordner gehört.</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>Look for a window that asks for the keyring's password.</source><translation>Sehen Sie nach einem Fenster, das nach dem Passwort des Schlüsselbunds fragt.</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><location filename="../../pomtray/core/view/keyring.py"/><source>Look for its window.</source><translation>Sehen Sie nach seinem Fenster.</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/blocked.py"/><source>Looking at everything on the way…</source><translation>Alles auf dem Weg wird geprüft…</translation></message>
    <message><location filename="../../pomtray/ui/forms/settings_editor.py"/><source>Looking at it…</source><translation>Wird geprüft…</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/dialogs.py"/><source>MIT License. Copyright 2026 the pomtray developers. It comes without any warranty.</source><translation>MIT-Lizenz. Copyright 2026 the pomtray developers. Ohne jede Gewährleistung.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Machine to machine, without a person</source><translation>Maschine zu Maschine, ohne Person</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/ssh.py"/><source>Make one of them yours, with mode 0700.</source><translation>Machen Sie einen davon zu Ihrem eigenen, mit Modus 0700.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Mend</source><translation>Beheben</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>Mend what it says, then try again.</source><translation>Beheben Sie, was dort steht, und versuchen Sie es dann noch einmal.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Mend…</source><translation>Beheben…</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Menu, Shift+F10</source><translation>Menü, Umschalt+F10</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>Mon</source><translation>Mo</translation></message>
    <message><location filename="../../pomtray/ui/rows/buttons.py"/><location filename="../../pomtray/ui/window/top_bar.py"/><source>More actions</source><translation>Weitere Aktionen</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>More for its page</source><translation>Mehr für seine Seite</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>More for tokens</source><translation>Mehr für Token</translation></message>
    <message><location filename="../../pomtray/ui/rows/tag_bar.py"/><source>Move {route} from {tag} to:</source><translation>{route} von {tag} verschieben nach:</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Name</source><translation>Name</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Name (name)</source><translation>Name (name)</translation></message>
    <message><location filename="../../pomtray/cli/handing/handing.py"/><source>Name it after --: pomtray exec ROUTE -- PROGRAM ARGUMENT …</source><translation>Nennen Sie es nach --: pomtray exec ROUTE -- PROGRAM ARGUMENT …</translation></message>
    <message><location filename="../../pomtray/cli/handing/getting.py"/><source>Name it by --dst.</source><translation>Nennen Sie sie mit --dst.</translation></message>
    <message><location filename="../../pomtray/core/lent.py"/><source>Name it there by --route too.</source><translation>Nennen Sie sie dort auch mit --route.</translation></message>
    <message><location filename="../../pomtray/ui/forms/add_route.py"/><source>Name of the route</source><translation>Name der Route</translation></message>
    <message><location filename="../../pomtray/cli/sessions.py"/><source>Name one, or all by --all.</source><translation>Nennen Sie eine, oder alle mit --all.</translation></message>
    <message><location filename="../../pomtray/ui/window/quick_search.py"/><source>Name, host, tag or person</source><translation>Name, Host, Schlagwort oder Person</translation></message>
    <message><location filename="../../pomtray/ui/rows/filter_button.py"/><source>Needs you</source><translation>Braucht Sie</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/over_ssh.py"/><source>Neither XDG_RUNTIME_DIR nor the temporary folder is one of yours alone, with a short path.</source><translation>Weder XDG_RUNTIME_DIR noch der temporäre Ordner gehört Ihnen allein und hat einen kurzen Pfad.</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Neither the server nor the token says so.</source><translation>Weder der Server noch das Token sagt es.</translation></message>
    <message><location filename="../../pomtray/ui/forms/entry.py"/><source>New identity provider</source><translation>Neuer Identitätsanbieter</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>Next</source><translation>Nächstes Mal</translation></message>
    <message><location filename="../../pomtray/core/model/questioning.py"/><location filename="../../pomtray/ui/window/panels.py"/><source>No</source><translation>Nein</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>No ID token</source><translation>Kein ID-Token</translation></message>
    <message><location filename="../../pomtray/forward/mcp_endpoint.py"/><source>No MCP server</source><translation>Kein MCP-Server</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>No Pomerium reads bearer tokens on {origin}, so nothing was sent to it.</source><translation>Auf {origin} liest kein Pomerium Bearer-Token; deshalb wurde nichts dorthin gesendet.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>No access token</source><translation>Kein Access-Token</translation></message>
    <message><location filename="../../pomtray/controller/worker_client.py"/><source>No answer</source><translation>Keine Antwort</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><location filename="../../pomtray/signin/words.py"/><source>No answer came within {ceil} min.</source><translation>Binnen {ceil} Min. kam keine Antwort.</translation></message>
    <message><location filename="../../pomtray/forward/tunnel.py"/><location filename="../../pomtray/signin/web/failures.py"/><source>No answer in time</source><translation>Keine rechtzeitige Antwort</translation></message>
    <message><location filename="../../pomtray/cli/elsewhere.py"/><source>No answer over SSH</source><translation>Keine Antwort über SSH</translation></message>
    <message><location filename="../../pomtray/core/model/copying.py"/><source>No answer whether it still works: not checked since {since}.</source><translation>Keine Antwort, ob es noch gilt: nicht geprüft seit {since}.</translation></message>
    <message><location filename="../../pomtray/cli/demo.py"/><source>No browser could be started: try --no-browser.</source><translation>Es ließ sich kein Browser starten: Versuchen Sie --no-browser.</translation></message>
    <message><location filename="../../pomtray/desktop/processes/browser.py"/><location filename="../../pomtray/desktop/processes/launching.py"/><source>No browser was found.</source><translation>Kein Browser gefunden.</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/pomerium.py"/><source>No clear answer</source><translation>Keine klare Antwort</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>No encrypted connection</source><translation>Keine verschlüsselte Verbindung</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>No exchange here</source><translation>Hier wird nichts eingetauscht</translation></message>
    <message><location filename="../../pomtray/app/searching.py"/><source>No key for the search</source><translation>Keine Taste für die Suche</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>No keyring</source><translation>Kein Schlüsselbund</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>No keyring is set up yet</source><translation>Noch kein Schlüsselbund eingerichtet</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>No keys to check with</source><translation>Keine Schlüssel zum Prüfen</translation></message>
    <message><location filename="../../pomtray/desktop/files/log.py"/><source>No log</source><translation>Kein Protokoll</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>No other route has it.</source><translation>Keine andere Route nutzt sie.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/over_ssh.py"/><location filename="../../pomtray/cli/forwarding/ssh.py"/><source>No place for the socket</source><translation>Kein Platz für den Socket</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>No place to return to</source><translation>Kein Ort für die Rückkehr</translation></message>
    <message><location filename="../../pomtray/desktop/processes/serving.py"/><source>No process can be started: {strerror}.</source><translation>Es lässt sich kein Prozess starten: {strerror}.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>No redirect URI</source><translation>Keine Redirect-URI</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>No route is like this.</source><translation>Keine Route passt.</translation></message>
    <message><location filename="../../pomtray/core/request.py"/><source>No route of the settings is at {origin}, so no credential may go there.</source><translation>Keine Route der Einstellungen liegt auf {origin}; deshalb dürfen keine Zugangsdaten dorthin.</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>No routes yet</source><translation>Noch keine Routen</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>No routes: {why}</source><translation>Keine Routen: {why}</translation></message>
    <message><location filename="../../pomtray/cli/doctor/program_report.py"/><source>No server said what time it is.</source><translation>Kein Server hat gesagt, wie spät es ist.</translation></message>
    <message><location filename="../../pomtray/cli/forget.py"/><source>No session is ended at its server.</source><translation>Keine Sitzung wird bei ihrem Server beendet.</translation></message>
    <message><location filename="../../pomtray/forward/refusing.py"/><source>No session is held for {route}.</source><translation>Für {route} gibt es keine Sitzung.</translation></message>
    <message><location filename="../../pomtray/cli/alone/alone.py"/><source>No settings file</source><translation>Keine Einstellungsdatei</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/ssh.py"/><source>No shell there</source><translation>Keine Shell dort</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>No sign-in on another device</source><translation>Keine Anmeldung auf einem anderen Gerät</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>No sign-in with a browser</source><translation>Keine Anmeldung mit einem Browser</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>No silent renewal</source><translation>Keine stille Erneuerung</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/instance.py"/><source>No socket</source><translation>Kein Socket</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/ask_socket.py"/><source>No socket for commands</source><translation>Kein Socket für Befehle</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/ssh.py"/><source>No socket there</source><translation>Kein Socket dort</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/ssh.py"/><source>No ssh</source><translation>Kein ssh</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><location filename="../../pomtray/core/lent.py"/><location filename="../../pomtray/core/request.py"/><location filename="../../pomtray/forward/refusing.py"/><source>No such route</source><translation>Keine solche Route</translation></message>
    <message><location filename="../../pomtray/ui/rows/tag_bar.py"/><source>No tag</source><translation>Kein Schlagwort</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>No token for Pomerium</source><translation>Kein Token für Pomerium</translation></message>
    <message><location filename="../../pomtray/forward/refusing.py"/><source>No tunnel</source><translation>Kein Tunnel</translation></message>
    <message><location filename="../../pomtray/cli/elsewhere.py"/><source>Nobody answers at {place}.</source><translation>Auf {place} antwortet niemand.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/lending.py"/><source>Nobody at {machine} agreed to hand out the credential of {route}.</source><translation>Auf {machine} hat niemand zugestimmt, die Zugangsdaten für {route} herauszugeben.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/over_ssh.py"/><source>Nobody can be asked here, since this is no terminal: name each route by --route.</source><translation>Hier kann niemand gefragt werden, denn dies ist kein Terminal: Nennen Sie jede Route mit --route.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Nobody entered the code at {provider} in time.</source><translation>Bei {provider} hat niemand den Code rechtzeitig eingegeben.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/consent.py"/><source>Nobody has answered, so it was not handed over.</source><translation>Niemand hat geantwortet, deshalb wurde nichts herausgegeben.</translation></message>
    <message><location filename="../../pomtray/core/model/handing.py"/><location filename="../../pomtray/signin/routes/examining.py"/><source>Nobody is signed in to {route}.</source><translation>Bei {route} ist niemand angemeldet.</translation></message>
    <message><location filename="../../pomtray/core/model/consenting.py"/><source>Nobody said that {program} may use {route}.</source><translation>Niemand hat gesagt, dass {program} {route} nutzen darf.</translation></message>
    <message><location filename="../../pomtray/core/domain/program.py"/><source>Nobody says which one it is</source><translation>Niemand sagt, welches es ist</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><location filename="../../pomtray/signin/words.py"/><source>Nobody signed in</source><translation>Niemand hat sich angemeldet</translation></message>
    <message><location filename="../../pomtray/ui/forms/offer_dialog.py"/><source>None</source><translation>Keine</translation></message>
    <message><location filename="../../pomtray/cli/doctor/program_report.py"/><source>None is set.</source><translation>Keiner ist eingestellt.</translation></message>
    <message><location filename="../../pomtray/ui/forms/settings_editor.py"/><source>None of it could be used as it stands, so it cannot be saved.</source><translation>So wäre nichts davon verwendbar; deshalb lässt es sich nicht speichern.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>None yet. A key that your desktop starts `pomtray --search` with does the same.</source><translation>Noch keine. Eine Taste, mit der Ihr Desktop `pomtray --search` startet, tut dasselbe.</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>None: it is asked directly.</source><translation>Keiner: Es wird direkt gefragt.</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/login_api.py"/><source>Not a Pomerium</source><translation>Kein Pomerium</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/lending.py"/><source>Not agreed to</source><translation>Nicht zugestimmt</translation></message>
    <message><location filename="../../pomtray/cli/forget.py"/><source>Not all could be forgotten.</source><translation>Nicht alles ließ sich vergessen.</translation></message>
    <message><location filename="../../pomtray/cli/forget.py"/><source>Not all could be forgotten: {path}: {why}</source><translation>Nicht alles ließ sich vergessen: {path}: {why}</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><location filename="../../pomtray/core/model/consenting.py"/><source>Not allowed</source><translation>Nicht erlaubt</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/discovery.py"/><source>Not an OpenID provider</source><translation>Kein OpenID-Anbieter</translation></message>
    <message><location filename="../../pomtray/cli/handing/unconfigured.py"/><location filename="../../pomtray/core/request.py"/><source>Not an address</source><translation>Keine Adresse</translation></message>
    <message><location filename="../../pomtray/cli/handing/unconfigured.py"/><source>Not as an argument</source><translation>Nicht als Argument</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/ssh.py"/><source>Not connected</source><translation>Nicht verbunden</translation></message>
    <message><location filename="../../pomtray/desktop/settings/importing.py"/><source>Not deleted</source><translation>Nicht gelöscht</translation></message>
    <message><location filename="../../pomtray/cli/alone/ending.py"/><source>Not ended at {issuer}: it is not known which route it was got for.</source><translation>Nicht beendet bei {issuer}: Für welche Route die Sitzung war, ist nicht bekannt.</translation></message>
    <message><location filename="../../pomtray/cli/alone/ending.py"/><source>Not ended at {issuer}: the session of {person} for {names}; {lives}.</source><translation>Nicht beendet bei {issuer}: die Sitzung von {person} für {names}; {lives}.</translation></message>
    <message><location filename="../../pomtray/cli/handing/unconfigured.py"/><source>Not enough is known of the provider</source><translation>Über den Anbieter ist nicht genug bekannt</translation></message>
    <message><location filename="../../pomtray/core/model/handing.py"/><source>Not for this route</source><translation>Nicht für diese Route</translation></message>
    <message><location filename="../../pomtray/ui/help/window.py"/><source>Not found</source><translation>Nicht gefunden</translation></message>
    <message><location filename="../../pomtray/ui/forms/offers.py"/><source>Not now</source><translation>Jetzt nicht</translation></message>
    <message><location filename="../../pomtray/core/lent.py"/><source>Not over SSH</source><translation>Nicht über SSH</translation></message>
    <message><location filename="../../pomtray/signin/callback/listener.py"/><source>Not ready yet</source><translation>Noch nicht so weit</translation></message>
    <message><location filename="../../pomtray/controller/requests.py"/><location filename="../../pomtray/signin/words.py"/><source>Not renewed</source><translation>Nicht erneuert</translation></message>
    <message><location filename="../../pomtray/ui/forms/settings_editor.py"/><location filename="../../pomtray/ui/icons/sign.py"/><source>Not saved</source><translation>Nicht gespeichert</translation></message>
    <message><location filename="../../pomtray/ui/forms/offer_dialog.py"/><source>Not taken</source><translation>Nicht übernommen</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>Not the exchange</source><translation>Nicht der Eintausch</translation></message>
    <message><location filename="../../pomtray/cli/alone/alone.py"/><location filename="../../pomtray/desktop/sockets/ask_socket.py"/><source>Not understood</source><translation>Nicht verstanden</translation></message>
    <message><location filename="../../pomtray/signin/callback/over.py"/><source>Not used</source><translation>Nicht verwendet</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>Not valid here</source><translation>Hier nicht gültig</translation></message>
    <message><location filename="../../pomtray/cli/handing/handing.py"/><source>Not with --location</source><translation>Nicht mit --location</translation></message>
    <message><location filename="../../pomtray/cli/handing/handing.py"/><source>Not with --location-trusted</source><translation>Nicht mit --location-trusted</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>Nothing answers at {origin}.</source><translation>Bei {origin} antwortet nichts.</translation></message>
    <message><location filename="../../pomtray/core/model/copying.py"/><source>Nothing copied: no session for {route}</source><translation>Nichts kopiert: keine Sitzung für {route}</translation></message>
    <message><location filename="../../pomtray/core/model/locking.py"/><source>Nothing copied: {title}</source><translation>Nichts kopiert: {title}</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>Nothing happens by itself.</source><translation>Von selbst geschieht nichts.</translation></message>
    <message><location filename="../../pomtray/ui/window/activity.py"/><source>Nothing has happened in 7 days.</source><translation>In 7 Tagen ist nichts geschehen.</translation></message>
    <message><location filename="../../pomtray/ui/window/activity.py"/><source>Nothing has this text.</source><translation>Nichts enthält diesen Text.</translation></message>
    <message><location filename="../../pomtray/signin/callback/over.py"/><source>Nothing is here</source><translation>Hier ist nichts</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>Nothing is in the way.</source><translation>Nichts ist im Weg.</translation></message>
    <message><location filename="../../pomtray/app/changing.py"/><source>Nothing is new</source><translation>Nichts Neues</translation></message>
    <message><location filename="../../pomtray/desktop/files/log.py"/><source>Nothing is written down.</source><translation>Es wird nichts aufgezeichnet.</translation></message>
    <message><location filename="../../pomtray/ui/forms/settings_editor.py"/><source>Nothing is wrong with it.</source><translation>Alles in Ordnung.</translation></message>
    <message><location filename="../../pomtray/cli/forget.py"/><source>Nothing more was done.</source><translation>Weiter wurde nichts getan.</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>Nothing on this desktop keeps secrets, so sessions are kept in memory only.</source><translation>Nichts auf diesem Desktop bewahrt Geheimnisse auf; die Sitzungen bleiben deshalb nur im Arbeitsspeicher.</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Nothing that could be read here: only its server understands it.</source><translation>Nichts, was hier zu lesen wäre: Nur der Server versteht es.</translation></message>
    <message><location filename="../../pomtray/cli/settings/adding.py"/><source>Nothing was added; --no-sign-in adds it all the same.</source><translation>Nichts wurde hinzugefügt; --no-sign-in tut es trotzdem.</translation></message>
    <message><location filename="../../pomtray/desktop/clipboard/clipboard.py"/><source>Nothing was copied</source><translation>Nichts wurde kopiert</translation></message>
    <message><location filename="../../pomtray/core/model/sign_in_result.py"/><source>Nothing was gained: it is the same session, {until}. Pomerium did not end it before the sign-in; its cookie may have a name of its own, or its sign-in pages are hosted elsewhere.</source><translation>Nichts gewonnen: Es ist dieselbe Sitzung, {until}. Pomerium hat sie vor der Anmeldung nicht beendet; sein Cookie heißt vielleicht anders, oder seine Anmeldeseiten liegen anderswo.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/importing.py"/><source>Nothing was imported</source><translation>Nichts wurde importiert</translation></message>
    <message><location filename="../../pomtray/cli/settings/exporting.py"/><source>Nothing was written</source><translation>Nichts wurde geschrieben</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>Nothing, so that its history keeps nothing</source><translation>Nichts, damit nichts im Verlauf des Browsers bleibt</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Nothing.</source><translation>Nichts.</translation></message>
    <message><location filename="../../pomtray/core/view/snapshot.py"/><source>Notices are paused until {when}</source><translation>Benachrichtigungen ruhen bis {when}</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Now</source><translation>Jetzt</translation></message>
    <message><location filename="../../pomtray/cli/handing/handing.py"/><source>Of this header's form curl sends the credential along to another origin.</source><translation>In dieser Header-Form schickt curl die Zugangsdaten auch zu anderen Servern.</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>Offered from</source><translation>Angeboten ab</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>One colour, for any panel: the shapes alone</source><translation>Eine Farbe, für jede Leiste: nur die Formen</translation></message>
    <message><location filename="../../pomtray/ui/window/code_panel.py"/><source>Only if you asked for it yourself: who enters the code signs this program in.</source><translation>Nur wenn Sie selbst darum gebeten haben: Wer den Code eingibt, meldet dieses Programm an.</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Only the names are shown.</source><translation>Nur die Namen werden gezeigt.</translation></message>
    <message><location filename="../../pomtray/core/view/programs.py"/><source>Only this time</source><translation>Nur dieses Mal</translation></message>
    <message><location filename="../../pomtray/desktop/processes/launching.py"/><source>Only web addresses are opened.</source><translation>Nur Webadressen werden geöffnet.</translation></message>
    <message><location filename="../../pomtray/core/model/handing.py"/><source>Only {left} is left, and it could not be renewed for longer.</source><translation>Nur noch {left} übrig; länger ließ sich die Sitzung nicht erneuern.</translation></message>
    <message><location filename="../../pomtray/core/view/notices.py"/><source>Open file</source><translation>Datei öffnen</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Open in browser</source><translation>Im Browser öffnen</translation></message>
    <message><location filename="../../pomtray/ui/window/code_panel.py"/><location filename="../../pomtray/ui/words.py"/><source>Open page</source><translation>Seite öffnen</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Open page again</source><translation>Seite noch einmal öffnen</translation></message>
    <message><location filename="../../pomtray/core/model/copying.py"/><source>Open pomtray</source><translation>pomtray öffnen</translation></message>
    <message><location filename="../../pomtray/ui/choices.py"/><location filename="../../pomtray/ui/words.py"/><source>Open the settings file</source><translation>Einstellungsdatei öffnen</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Open the sign-in page at the end</source><translation>Am Ende die Anmeldeseite öffnen</translation></message>
    <message><location filename="../../pomtray/core/model/loop_breaker.py"/><source>Open the sign-out page</source><translation>Abmeldeseite öffnen</translation></message>
    <message><location filename="../../pomtray/core/model/loop_breaker.py"/><source>Open the sign-out page, sign out there, then sign in again.</source><translation>Öffnen Sie die Abmeldeseite, melden Sie sich dort ab und dann wieder an.</translation></message>
    <message><location filename="../../pomtray/controller/requests.py"/><source>Open this address in a browser to sign in to {route}:
{url}</source><translation>Öffnen Sie diese Adresse in einem Browser, um sich bei {route} anzumelden:
{url}</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Open window…</source><translation>Fenster öffnen…</translation></message>
    <message><location filename="../../pomtray/signin/web/intermediaries.py"/><source>Open {origin} in the browser and see what comes. Where a gateway stands there for good, its administrator has to let /.pomerium/ and /.well-known/ through.</source><translation>Öffnen Sie {origin} im Browser und sehen Sie, was kommt. Steht dort auf Dauer ein Gateway, muss dessen Administration /.pomerium/ und /.well-known/ durchlassen.</translation></message>
    <message><location filename="../../pomtray/signin/web/intermediaries.py"/><source>Open {origin} in the browser: where a network or a gateway wants a sign-in there, do that and try again.</source><translation>Öffnen Sie {origin} im Browser: Verlangt dort ein Netz oder ein Gateway eine Anmeldung, erledigen Sie sie und versuchen Sie es noch einmal.</translation></message>
    <message><location filename="../../pomtray/cli/alone/person.py"/><source>Or paste here the address at which the browser ends, and press Enter.</source><translation>Oder fügen Sie hier die Adresse ein, bei der der Browser ankommt, und drücken Sie die Eingabetaste.</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/ask_socket.py"/><source>Other settings</source><translation>Andere Einstellungen</translation></message>
    <message><location filename="../../pomtray/cli/handing/unconfigured.py"/><source>Others can read it there. Set {variable}; a code is asked for here, and Pomerium's token is got and kept by pomtray.</source><translation>Dort können andere es lesen. Setzen Sie {variable}; nach einem Code wird hier gefragt, und das Token von Pomerium holt und bewahrt pomtray selbst.</translation></message>
    <message><location filename="../../pomtray/core/lent.py"/><source>Over SSH {machine} hands out credentials and says who is signed in where, nothing else.</source><translation>Über SSH gibt {machine} Zugangsdaten heraus und sagt, wer wo angemeldet ist, sonst nichts.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>PEM, where it is a file of its own</source><translation>PEM, wenn er in einer eigenen Datei liegt</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>PKCS#12, or PEM</source><translation>PKCS#12 oder PEM</translation></message>
    <message><location filename="../../pomtray/controller/attempts.py"/><source>Passphrase</source><translation>Passphrase</translation></message>
    <message><location filename="../../pomtray/core/model/signing_in.py"/><source>Paste it into the address bar of the browser in which you want to sign in. From a browser on another computer, bring back the address at which it ends, by “Paste the address”. It works for five minutes, for anyone who has it.</source><translation>Fügen Sie ihn in die Adresszeile des Browsers ein, in dem Sie sich anmelden möchten. Aus einem Browser auf einem anderen Computer bringen Sie mit „Adresse einfügen“ die Adresse zurück, bei der er ankommt. Der Link gilt fünf Minuten lang für jeden, der ihn hat.</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/dialogs.py"/><source>Paste the address for {route}</source><translation>Adresse für {route} einfügen</translation></message>
    <message><location filename="../../pomtray/ui/forms/add_route.py"/><source>Paste the address of anything behind Pomerium</source><translation>Fügen Sie die Adresse von etwas hinter Pomerium ein</translation></message>
    <message><location filename="../../pomtray/app/settings_events.py"/><source>Paste the address of anything behind Pomerium into the window.</source><translation>Fügen Sie im Fenster die Adresse von irgendetwas hinter Pomerium ein.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Paste the address…</source><translation>Adresse einfügen…</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/dialogs.py"/><source>Paste the code or the address for {route}</source><translation>Code oder Adresse für {route} einfügen</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Paste the code or the address…</source><translation>Code oder Adresse einfügen…</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Paste the code…</source><translation>Code einfügen…</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Pause notices for 1 h</source><translation>Benachrichtigungen 1 h anhalten</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Pause notices until tomorrow</source><translation>Benachrichtigungen bis morgen anhalten</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Person</source><translation>Person</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Person (sub)</source><translation>Person (sub)</translation></message>
    <message><location filename="../../pomtray/controller/defects.py"/><source>Please report it with the log file.</source><translation>Bitte melden Sie es zusammen mit der Protokolldatei.</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/login_api.py"/><source>Pomerium does not allow this program</source><translation>Pomerium erlaubt dieses Programm nicht</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Pomerium does not read bearer tokens on {route}: the token of {provider} would not sign in there.</source><translation>Auf {route} liest Pomerium keine Bearer-Token: Das Token von {provider} würde dort nicht anmelden.</translation></message>
    <message><location filename="../../pomtray/core/model/revocation_result.py"/><source>Pomerium has ended the session, in the browser too.</source><translation>Pomerium hat die Sitzung beendet, auch im Browser.</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>Pomerium lets you in; the service behind {host} itself answered {status}.</source><translation>Pomerium lässt Sie ein; der Dienst hinter {host} selbst hat mit {status} geantwortet.</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>Pomerium lets {person} in.</source><translation>Pomerium lässt {person} ein.</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>Pomerium's at the provider</source><translation>die von Pomerium beim Anbieter</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Pomerium's client id</source><translation>Client-ID von Pomerium</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Port {port} is taken</source><translation>Port {port} ist belegt</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>Preferences</source><translation>Einstellungen</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Preferences…</source><translation>Einstellungen…</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Press the button, or go to the field, with that letter underlined</source><translation>Den Knopf drücken oder zu dem Feld gehen, dessen Buchstabe unterstrichen ist</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Printed by a program</source><translation>Von einem Programm ausgegeben</translation></message>
    <message><location filename="../../pomtray/core/model/consenting.py"/><source>Programs are not asked about any more</source><translation>Zu Programmen wird nicht mehr gefragt</translation></message>
    <message><location filename="../../pomtray/core/details/value.py"/><source>Programs that may use it</source><translation>Programme, die sie verwenden dürfen</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Proves itself by</source><translation>Weist sich aus mit</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Provider's session (sid)</source><translation>Sitzung des Anbieters (sid)</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>Put the file back, or save it again.</source><translation>Legen Sie die Datei zurück, oder speichern Sie sie noch einmal.</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>Put them into {source}: SCHEME://NAME:PASSWORD@HOST:PORT, other signs than letters and digits as %XX.</source><translation>Schreiben Sie sie in {source}: SCHEMA://NAME:PASSWORT@HOST:PORT, andere Zeichen als Buchstaben und Ziffern als %XX.</translation></message>
    <message><location filename="../../pomtray/ui/window/scan_code.py"/><source>QR code of the page</source><translation>QR-Code der Seite</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/dialogs.py"/><source>Qt for Python is used under the LGPL, version 3.</source><translation>Qt for Python wird unter der LGPL, Version 3, verwendet.</translation></message>
    <message><location filename="../../pomtray/ui/icons/sign.py"/><source>Question</source><translation>Frage</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/announcing.py"/><location filename="../../pomtray/ui/menu/menu.py"/><source>Question: {title}</source><translation>Frage: {title}</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><location filename="../../pomtray/ui/words.py"/><source>Quit</source><translation>Beenden</translation></message>
    <message><location filename="../../pomtray/desktop/processes/own_files.py"/><source>Quit and start it again to finish the update.</source><translation>Beenden und starten Sie es neu, um die Aktualisierung abzuschließen.</translation></message>
    <message><location filename="../../pomtray/desktop/processes/own_files.py"/><source>Quit it, or install it again.</source><translation>Beenden Sie es, oder installieren Sie es neu.</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/instance.py"/><source>Quit one of them.</source><translation>Beenden Sie eines davon.</translation></message>
    <message><location filename="../../pomtray/controller/worker_vault.py"/><source>Quit pomtray and start it again.</source><translation>Beenden Sie pomtray und starten Sie es neu.</translation></message>
    <message><location filename="../../pomtray/ui/forms/fields.py"/><source>Read at each use. Programs that pomtray starts do not inherit it.</source><translation>Wird bei jeder Verwendung gelesen. Programme, die pomtray startet, erben sie nicht.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/file.py"/><source>Reading the settings file failed.</source><translation>Die Einstellungsdatei ließ sich nicht lesen.</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/asking.py"/><source>Recent notices</source><translation>Letzte Benachrichtigungen</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Recent notices…</source><translation>Letzte Benachrichtigungen…</translation></message>
    <message><location filename="../../pomtray/cli/doctor/program_report.py"/><source>Refused: {entries}</source><translation>Nicht gültig: {entries}</translation></message>
    <message><location filename="../../pomtray/ui/forms/entry.py"/><location filename="../../pomtray/ui/window/allowed_programs.py"/><location filename="../../pomtray/ui/words.py"/><source>Remove</source><translation>Entfernen</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Remove it, in the list</source><translation>Sie entfernen, in der Liste</translation></message>
    <message numerus="yes"><location filename="../../pomtray/ui/forms/offer_dialog.py"/><source>Remove {count} routes</source><extracomment>One: Remove 1 route</extracomment><translation><numerusform>1 Route entfernen</numerusform><numerusform>{count} Routen entfernen</numerusform></translation></message>
    <message><location filename="../../pomtray/ui/window/allowed_programs.py"/><source>Remove {program}</source><translation>{program} entfernen</translation></message>
    <message><location filename="../../pomtray/core/settings/portal_news.py"/><source>Renamed as at their Pomerium: {names}, and {count} more.</source><translation>Umbenannt wie bei ihrem Pomerium: {names} und {count} weitere.</translation></message>
    <message><location filename="../../pomtray/core/settings/portal_news.py"/><source>Renamed as at their Pomerium: {names}.</source><translation>Umbenannt wie bei ihrem Pomerium: {names}.</translation></message>
    <message><location filename="../../pomtray/core/view/notices.py"/><location filename="../../pomtray/ui/words.py"/><source>Renew</source><translation>Erneuern</translation></message>
    <message><location filename="../../pomtray/core/view/notices.py"/><source>Renew all {count}</source><translation>Alle {count} erneuern</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Renew, for about {lasts}</source><translation>Erneuern, für etwa {lasts}</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>Renewal</source><translation>Erneuerung</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>Renewed by</source><translation>Erneuert durch</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Renewed without an ID token</source><translation>Ohne ID-Token erneuert</translation></message>
    <message><location filename="../../pomtray/core/model/renewing.py"/><source>Renewed {name}</source><translation>{name} erneuert</translation></message>
    <message><location filename="../../pomtray/cli/demo.py"/><source>Renewing  without the person, as {method} can</source><translation>Erneuern  ohne die Person, wie {method} es kann</translation></message>
    <message><location filename="../../pomtray/core/details/checks.py"/><source>Request id</source><translation>Anfrage-ID</translation></message>
    <message><location filename="../../pomtray/core/details/checks.py"/><location filename="../../pomtray/core/errors.py"/><location filename="../../pomtray/core/report.py"/><source>Request id {request_id}.</source><translation>Anfrage-ID {request_id}.</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/blocked.py"/><source>Request id: {id}</source><translation>Anfrage-ID: {id}</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>Request id: {request_id}</source><translation>Anfrage-ID: {request_id}</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Resource</source><translation>Resource</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Resume notices</source><translation>Benachrichtigungen fortsetzen</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Route</source><translation>Route</translation></message>
    <message><location filename="../../pomtray/ui/rows/pane.py"/><location filename="../../pomtray/ui/window/quick_search.py"/><source>Routes</source><translation>Routen</translation></message>
    <message><location filename="../../pomtray/ui/forms/entry.py"/><source>Routes need it.</source><translation>Routen brauchen ihn.</translation></message>
    <message><location filename="../../pomtray/ui/forms/offers.py"/><source>Routes of your Pomerium: {news}.</source><translation>Routen Ihres Pomerium: {news}.</translation></message>
    <message><location filename="../../pomtray/ui/rows/filter_button.py"/><source>Routes shown: {which}</source><translation>Gezeigte Routen: {which}</translation></message>
    <message><location filename="../../pomtray/ui/forms/offer_dialog.py"/><source>Routes to add</source><translation>Routen zum Hinzufügen</translation></message>
    <message><location filename="../../pomtray/ui/forms/offer_dialog.py"/><source>Routes to remove</source><translation>Routen zum Entfernen</translation></message>
    <message><location filename="../../pomtray/core/model/consenting.py"/><source>Run it again then, and choose Allow.</source><translation>Führen Sie es dann erneut aus und wählen Sie „Erlauben“.</translation></message>
    <message><location filename="../../pomtray/core/model/consenting.py"/><source>Run it again, and choose Allow in pomtray's notice or window.</source><translation>Führen Sie es erneut aus und wählen Sie in der Benachrichtigung oder im Fenster von pomtray „Erlauben“.</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>Sat</source><translation>Sa</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/blocked.py"/><source>Save report</source><translation>Bericht speichern</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/blocked.py"/><source>Save report…</source><translation>Bericht speichern…</translation></message>
    <message><location filename="../../pomtray/core/domain/stored.py"/><source>Saved sessions are another pomtray's</source><translation>Die gespeicherten Sitzungen gehören einem anderen pomtray</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>Saved sessions are out of date</source><translation>Die gespeicherten Sitzungen sind veraltet</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>Saved sessions belong to another keyring</source><translation>Die gespeicherten Sitzungen gehören zu einem anderen Schlüsselbund</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>Saved sessions cannot be read</source><translation>Die gespeicherten Sitzungen sind nicht lesbar</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Say no, unless you know better than that list.</source><translation>Sagen Sie Nein, außer Sie wissen es besser als diese Liste.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Say yes if you know {authenticate} as the sign-in page of this service.</source><translation>Sagen Sie Ja, wenn Sie {authenticate} als Anmeldeseite dieses Dienstes kennen.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Scope</source><translation>Scope</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Scope (scope)</source><translation>Scope (scope)</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Scopes</source><translation>Scopes</translation></message>
    <message><location filename="../../pomtray/ui/forms/entry.py"/><source>Seldom needed</source><translation>Selten gebraucht</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Serve on this computer</source><translation>Auf diesem Computer anbieten</translation></message>
    <message><location filename="../../pomtray/core/details/checks.py"/><source>Server's word</source><translation>Wort des Servers</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>Serves</source><translation>Gilt für</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><location filename="../../pomtray/ui/words.py"/><source>Session</source><translation>Sitzung</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>Sessions are in the vault only, and none is used.</source><translation>Die Sitzungen sind nur im Tresor, und keine wird benutzt.</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>Sessions are kept in a vault; its key is in the system's keyring.</source><translation>Sitzungen liegen in einem Tresor; dessen Schlüssel ist im Schlüsselbund des Systems.</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>Sessions are kept in memory only.</source><translation>Die Sitzungen bleiben nur im Arbeitsspeicher.</translation></message>
    <message numerus="yes"><location filename="../../pomtray/cli/doctor/program_report.py"/><source>Sessions are kept in {file}; there are {count} sign-ins in it.</source><extracomment>One: Sessions are kept in {file}; there are {count} sign-ins in it.</extracomment><translation><numerusform>Sitzungen werden in {file} aufbewahrt; darin ist {count} Anmeldung.</numerusform><numerusform>Sitzungen werden in {file} aufbewahrt; darin sind {count} Anmeldungen.</numerusform></translation></message>
    <message><location filename="../../pomtray/cli/alone/alone.py"/><source>Sessions cannot be read</source><translation>Die Sitzungen sind nicht lesbar</translation></message>
    <message><location filename="../../pomtray/controller/worker_vault.py"/><location filename="../../pomtray/desktop/vault/trouble.py"/><source>Sessions cannot be saved</source><translation>Sitzungen können nicht gespeichert werden</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/over_ssh.py"/><source>Set XDG_RUNTIME_DIR to such a folder.</source><translation>Setzen Sie XDG_RUNTIME_DIR auf einen solchen Ordner.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>Set `deliver = "identity_token"` for the route, and `bearer_token_format` in Pomerium.</source><translation>Setzen Sie `deliver = "identity_token"` für die Route und `bearer_token_format` im Pomerium.</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>Set this computer's clock.</source><translation>Stellen Sie die Uhr dieses Computers.</translation></message>
    <message><location filename="../../pomtray/desktop/client_secret.py"/><source>Set {name} where pomtray is started from, start pomtray again, and sign in.</source><translation>Setzen Sie {name} dort, wo pomtray gestartet wird, starten Sie pomtray neu und melden Sie sich an.</translation></message>
    <message><location filename="../../pomtray/cli/desktop.py"/><source>Settings and sessions stay; `pomtray forget` ends the sessions and takes them away.</source><translation>Einstellungen und Sitzungen bleiben; `pomtray forget` beendet die Sitzungen und löscht sie.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>Settings cannot be read: {reason}</source><translation>Die Einstellungen sind nicht lesbar: {reason}</translation></message>
    <message><location filename="../../pomtray/ui/forms/settings_editor.py"/><location filename="../../pomtray/ui/words.py"/><source>Settings file</source><translation>Einstellungsdatei</translation></message>
    <message><location filename="../../pomtray/desktop/settings/file.py"/><source>Settings not read</source><translation>Einstellungen nicht gelesen</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>Settings not written: {reason}</source><translation>Einstellungen nicht geschrieben: {reason}</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><location filename="../../pomtray/ui/icons/sign.py"/><source>Settings refused</source><translation>Einstellungen gelten nicht</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Share its sign-in with other routes</source><translation>Anmeldung mit anderen Routen teilen</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Show all routes again, then close the window</source><translation>Wieder alle Routen zeigen, dann das Fenster schließen</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Show in the applications menu</source><translation>Im Anwendungsmenü zeigen</translation></message>
    <message><location filename="../../pomtray/ui/rows/filter_button.py"/><source>Show only routes that need you, are ending, have ended, or have a tag</source><translation>Nur Routen zeigen, die Sie brauchen, bald enden, beendet sind oder ein Schlagwort haben</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Show or hide the details beside the list</source><translation>Die Details neben der Liste zeigen oder verbergen</translation></message>
    <message><location filename="../../pomtray/ui/forms/add_route.py"/><source>Show {route}</source><translation>{route} zeigen</translation></message>
    <message><location filename="../../pomtray/ui/window/quick_search.py"/><location filename="../../pomtray/ui/words.py"/><source>Show…</source><translation>Zeigen…</translation></message>
    <message><location filename="../../pomtray/core/model/copying.py"/><location filename="../../pomtray/core/model/renewing.py"/><location filename="../../pomtray/core/model/sign_in_result.py"/><location filename="../../pomtray/core/settings/entry_fields.py"/><location filename="../../pomtray/core/view/notices.py"/><location filename="../../pomtray/ui/forms/add_route.py"/><location filename="../../pomtray/ui/words.py"/><source>Sign in</source><translation>Anmelden</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/pomerium.py"/><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><location filename="../../pomtray/signin/provider/words.py"/><location filename="../../pomtray/signin/routes/examining.py"/><source>Sign in again.</source><translation>Melden Sie sich neu an.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Sign in again. For silent renewal the client needs `offline_access` in `scopes`, or what the provider has in its place; some also want authorization_params = { prompt = "consent" }.</source><translation>Melden Sie sich neu an. Für die stille Erneuerung braucht der Client `offline_access` in `scopes`, oder was der Anbieter an dessen Stelle hat; manche verlangen auch authorization_params = { prompt = "consent" }.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Sign in again. If the route takes access tokens, set deliver = "access_token".</source><translation>Melden Sie sich neu an. Nimmt die Route Access-Token an, setzen Sie deliver = "access_token".</translation></message>
    <message><location filename="../../pomtray/signin/provider/id_token.py"/><source>Sign in again; if it stays so, check `issuer` and `client_id` in the settings.</source><translation>Melden Sie sich neu an; bleibt es so, prüfen Sie `issuer` und `client_id` in den Einstellungen.</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>Sign in again; the file is kept under another name.</source><translation>Melden Sie sich neu an; die Datei bleibt unter einem anderen Namen erhalten.</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>Sign in as somebody else, or ask the administrator.</source><translation>Melden Sie sich als jemand anderes an, oder fragen Sie die Administration.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>Sign in as somebody else, or ask the provider's administrator.</source><translation>Melden Sie sich als jemand anderes an, oder fragen Sie die Administration des Anbieters.</translation></message>
    <message><location filename="../../pomtray/core/view/notices.py"/><source>Sign in to all {count}</source><translation>Bei allen {count} anmelden</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>Sign in to services behind Pomerium from the tray.</source><translation>Aus dem Infobereich bei Diensten hinter Pomerium anmelden.</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>Sign in to this route itself.</source><translation>Melden Sie sich bei dieser Route selbst an.</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>Sign in to this route.</source><translation>Melden Sie sich bei dieser Route an.</translation></message>
    <message numerus="yes"><location filename="../../pomtray/ui/words.py"/><source>Sign in to {count} routes</source><extracomment>One: Sign in to 1 route</extracomment><translation><numerusform>Bei 1 Route anmelden</numerusform><numerusform>Bei {count} Routen anmelden</numerusform></translation></message>
    <message><location filename="../../pomtray/forward/refusing.py"/><source>Sign in to {route}, in the tray or with `pomtray login`, and try again.</source><translation>Melden Sie sich bei {route} an, im Infobereich oder mit `pomtray login`, und versuchen Sie es noch einmal.</translation></message>
    <message><location filename="../../pomtray/core/model/handing.py"/><source>Sign in to {route}.</source><translation>Melden Sie sich bei {route} an.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Sign in with a code on another device</source><translation>Mit einem Code auf einem anderen Gerät anmelden</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/dialogs.py"/><source>Sign in with it</source><translation>Damit anmelden</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Sign in with the browser on this computer.</source><translation>Melden Sie sich mit dem Browser auf diesem Computer an.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/kept.py"/><source>Sign in, and start this again.</source><translation>Melden Sie sich an und starten Sie dies noch einmal.</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>Sign in.</source><translation>Melden Sie sich an.</translation></message>
    <message><location filename="../../pomtray/controller/client_secrets.py"/><location filename="../../pomtray/signin/web/client_certificate.py"/><source>Sign in: it is asked for then.</source><translation>Melden Sie sich an: Dann wird danach gefragt.</translation></message>
    <message><location filename="../../pomtray/core/model/handing.py"/><source>Sign in: pomtray login {route}</source><translation>Anmelden mit: pomtray login {route}</translation></message>
    <message><location filename="../../pomtray/core/model/signing_out.py"/><location filename="../../pomtray/ui/dialogs/dialogs.py"/><location filename="../../pomtray/ui/words.py"/><source>Sign out</source><translation>Abmelden</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Sign out everywhere…</source><translation>Überall abmelden…</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Sign out of 1 session?</source><translation>Von 1 Sitzung abmelden?</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Sign out of {count} sessions?</source><translation>Von {count} Sitzungen abmelden?</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Sign out of {route}?</source><translation>Von {route} abmelden?</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Sign out there, or withdraw this program's access there.</source><translation>Melden Sie sich dort ab, oder entziehen Sie diesem Programm dort den Zugang.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Sign out, with {routes}…</source><translation>Abmelden, mit {routes}…</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/dialogs.py"/><source>Sign-in and sessions for services behind Pomerium, from the desktop's tray.</source><translation>Anmeldung und Sitzungen für Dienste hinter Pomerium, aus der Leiste des Desktops.</translation></message>
    <message><location filename="../../pomtray/controller/attempts.py"/><location filename="../../pomtray/core/domain/lock.py"/><location filename="../../pomtray/core/model/signing_in.py"/><source>Sign-in cancelled</source><translation>Anmeldung abgebrochen</translation></message>
    <message><location filename="../../pomtray/core/domain/login.py"/><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><source>Sign-in declined</source><translation>Anmeldung abgelehnt</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><location filename="../../pomtray/signin/words.py"/><source>Sign-in failed</source><translation>Anmeldung fehlgeschlagen</translation></message>
    <message><location filename="../../pomtray/core/model/signing_in.py"/><source>Sign-in link for {name} copied</source><translation>Anmeldelink für {name} kopiert</translation></message>
    <message><location filename="../../pomtray/core/model/handing.py"/><location filename="../../pomtray/forward/refusing.py"/><source>Sign-in needed</source><translation>Anmeldung nötig</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Sign-in page</source><translation>Anmeldeseite</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Sign-in under way</source><translation>Anmeldung läuft</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Signed in</source><translation>Angemeldet</translation></message>
    <message><location filename="../../pomtray/core/view/notices.py"/><source>Signed in as {person} {until}.</source><translation>Angemeldet als {person} {until}.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Signed in as {person}: {closed}</source><translation>Angemeldet als {person}: {closed}</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Signed in at the provider (auth_time)</source><translation>Beim Anbieter angemeldet (auth_time)</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>Signed in to {live} of {count} routes</source><translation>Bei {live} von {count} Routen angemeldet</translation></message>
    <message><location filename="../../pomtray/core/model/sign_in_result.py"/><source>Signed in to {name}</source><translation>Bei {name} angemeldet</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Signed in to {route}</source><translation>Bei {route} angemeldet</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>Signed out</source><translation>Abgemeldet</translation></message>
    <message><location filename="../../pomtray/core/model/signing_out.py"/><source>Signed out of {route}</source><translation>Von {route} abgemeldet</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>Signing in</source><translation>Anmeldung läuft</translation></message>
    <message><location filename="../../pomtray/cli/demo.py"/><source>Signing in to {route} at {origin}</source><translation>Anmeldung bei {route} auf {origin}</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Signing in to {route}: {told}</source><translation>Anmeldung bei {route}: {told}</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Signs in at</source><translation>Anmeldung bei</translation></message>
    <message><location filename="../../pomtray/core/view/notices.py"/><source>Snooze</source><translation>Später erinnern</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/instance.py"/><source>So a second start cannot bring this one up.</source><translation>Ein zweiter Start kann dieses deshalb nicht nach vorn holen.</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/ask_socket.py"/><source>So commands cannot ask this program.</source><translation>Befehle können dieses Programm deshalb nicht fragen.</translation></message>
    <message><location filename="../../pomtray/core/model/consenting.py"/><source>So many programs wait for your yes that no more are asked about.</source><translation>So viele Programme warten auf Ihr Ja, dass nach keinem weiteren gefragt wird.</translation></message>
    <message><location filename="../../pomtray/core/lent.py"/><source>So says {machine}, which was asked over SSH.</source><translation>Das sagt {machine}, über SSH gefragt.</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/instance.py"/><source>So two pomtrays may run with the same settings.</source><translation>Deshalb laufen vielleicht zwei pomtray mit denselben Einstellungen.</translation></message>
    <message><location filename="../../pomtray/core/model/signing_out.py"/><source>Somebody else may have answered the sign-in to {name}</source><translation>Vielleicht hat jemand anderes die Anmeldung bei {name} beantwortet</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>Something could not be saved.</source><translation>Etwas konnte nicht gespeichert werden.</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/login_api.py"/><source>Something stands in front of Pomerium</source><translation>Etwas steht vor dem Pomerium</translation></message>
    <message><location filename="../../pomtray/signin/web/intermediaries.py"/><source>Something stands in front of the server</source><translation>Etwas steht vor dem Server</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/ask_socket.py"/><source>Something went wrong in pomtray.</source><translation>In pomtray ist etwas schiefgegangen.</translation></message>
    <message><location filename="../../pomtray/controller/defects.py"/><source>Something went wrong inside pomtray</source><translation>In pomtray ist etwas schiefgegangen</translation></message>
    <message><location filename="../../pomtray/cli/elsewhere.py"/><source>Start `pomtray forward` on the other machine again, or unset {variable} to ask this one.</source><translation>Starten Sie `pomtray forward` auf dem anderen Computer noch einmal, oder löschen Sie die Variable {variable}, um diesen zu fragen.</translation></message>
    <message><location filename="../../pomtray/signin/callback/over.py"/><source>Start again from the tray if you need to.</source><translation>Beginnen Sie bei Bedarf im Infobereich von vorn.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>Start again, and type the code in sooner.</source><translation>Beginnen Sie von vorn und geben Sie den Code früher ein.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Start at login</source><translation>Bei der Anmeldung am Computer starten</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>Start gnome-keyring, KWallet or KeePassXC.</source><translation>Starten Sie gnome-keyring, KWallet oder KeePassXC.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/over_ssh.py"/><source>Start it again.</source><translation>Starten Sie es noch einmal.</translation></message>
    <message><location filename="../../pomtray/cli/alone/alone.py"/><location filename="../../pomtray/cli/doctor/program_report.py"/><source>Start pomtray once, or name one by --config.</source><translation>Starten Sie pomtray einmal, oder nennen Sie eine mit --config.</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>Start the other keyring, or remove the file to begin anew.</source><translation>Starten Sie den anderen Schlüsselbund, oder entfernen Sie die Datei, um neu zu beginnen.</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>State</source><translation>Stand</translation></message>
    <message><location filename="../../pomtray/core/details/checks.py"/><source>Step</source><translation>Schritt</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/blocked.py"/><source>Steps</source><translation>Schritte</translation></message>
    <message><location filename="../../pomtray/signin/callback/listener.py"/><source>Still checking your sign-in.</source><translation>Ihre Anmeldung wird noch geprüft.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Stop serving</source><translation>Nicht mehr anbieten</translation></message>
    <message><location filename="../../pomtray/ui/choices.py"/><source>Stop waiting</source><translation>Nicht mehr warten</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Stop waiting for the keyring</source><translation>Nicht mehr auf den Schlüsselbund warten</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/blocked.py"/><source>Stopped.</source><translation>Angehalten.</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>Sun</source><translation>So</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>Tab</source><translation>Tab</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Tags</source><translation>Schlagwörter</translation></message>
    <message><location filename="../../pomtray/ui/forms/add_route.py"/><source>Tags, with commas between them</source><translation>Schlagwörter, mit Kommas dazwischen</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><source>Take `prompt` out of `authorization_params`, and try again.</source><translation>Nehmen Sie `prompt` aus `authorization_params` heraus und versuchen Sie es noch einmal.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Takes tokens back</source><translation>Nimmt Token zurück</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Tell about its end</source><translation>An das Ende erinnern</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>Tell before a session ends</source><translation>Vor dem Ende einer Sitzung &amp;erinnern</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Tell me before the end</source><translation>Vor dem Ende Bescheid sagen</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Test this route</source><translation>Diese Route testen</translation></message>
    <message><location filename="../../pomtray/ui/forms/settings_editor.py"/><source>Text of the settings file</source><translation>Text der Einstellungsdatei</translation></message>
    <message><location filename="../../pomtray/cli/alone/alone.py"/><source>That cannot be asked: {reason}.</source><translation>Das lässt sich nicht fragen: {reason}.</translation></message>
    <message><location filename="../../pomtray/core/model/signing_out.py"/><source>That is me</source><translation>Das bin ich</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>That is not the address</source><translation>Das ist nicht die Adresse</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>That is not the answer</source><translation>Das ist nicht die Antwort</translation></message>
    <message><location filename="../../pomtray/core/model/renewing.py"/><source>That is tried again by itself.</source><translation>Das wird von selbst noch einmal versucht.</translation></message>
    <message><location filename="../../pomtray/ui/window/demo_bar.py"/><source>That was all. “pomtray” without “demo” is the real thing.</source><translation>Das war alles. „pomtray“ ohne „demo“ ist das richtige Programm.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>The CA file cannot be used</source><translation>Die CA-Datei ist nicht verwendbar</translation></message>
    <message><location filename="../../pomtray/signin/provider/id_token.py"/><source>The ID token is not accepted</source><translation>Das ID-Token wird nicht angenommen</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>The ID token was not accepted</source><translation>Das ID-Token wurde nicht angenommen</translation></message>
    <message><location filename="../../pomtray/forward/mcp.py"/><source>The MCP session is gone</source><translation>Die MCP-Sitzung ist weg</translation></message>
    <message><location filename="../../pomtray/forward/refusing.py"/><source>The Pomerium at {origin} has no TCP route {target}.</source><translation>Das Pomerium auf {origin} hat keine TCP-Route {target}.</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>The Pomerium behind {host} has no route of that name.</source><translation>Das Pomerium hinter {host} hat keine Route dieses Namens.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>The Pomerium must have bearer_token_format: idp_access_token for this route (v0.30 or later). Any client's token will do. Ask its administrator.</source><translation>Das Pomerium muss für diese Route bearer_token_format: idp_access_token haben (ab v0.30). Das Token jedes Clients genügt. Fragen Sie dessen Administration.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>The Pomerium must have bearer_token_format: idp_identity_token for this route (v0.30 or later), and the token must be made for Pomerium's own client. Ask its administrator.</source><translation>Das Pomerium muss für diese Route bearer_token_format: idp_identity_token haben (ab v0.30), und das Token muss für den eigenen Client von Pomerium ausgestellt sein. Fragen Sie dessen Administration.</translation></message>
    <message><location filename="../../pomtray/core/request.py"/><source>The address cannot be used: it {reason}.</source><translation>Die Adresse ist nicht verwendbar: {reason}.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/forwarding.py"/><source>The address {reason}.</source><translation>Die Adresse ist nicht verwendbar: {reason}.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>The answer cannot be read</source><translation>Die Antwort ist nicht lesbar</translation></message>
    <message><location filename="../../pomtray/core/protocol/claims.py"/><source>The answer is not a session token</source><translation>Die Antwort ist kein Sitzungstoken</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>The answer is too large</source><translation>Die Antwort ist zu groß</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>The audience is refused</source><translation>Die Audience wird abgelehnt</translation></message>
    <message><location filename="../../pomtray/desktop/processes/launching.py"/><source>The browser could not be opened</source><translation>Der Browser konnte nicht geöffnet werden</translation></message>
    <message><location filename="../../pomtray/core/model/sign_in_result.py"/><source>The browser tab can be closed.</source><translation>Der Browser-Tab kann geschlossen werden.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><location filename="../../pomtray/signin/words.py"/><source>The browser's answer was refused</source><translation>Die Antwort des Browsers wurde abgelehnt</translation></message>
    <message><location filename="../../pomtray/ui/forms/fields.py"/><source>The browser's command</source><translation>Der Befehl des Browsers</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>The certificate is not trusted</source><translation>Dem Zertifikat wird nicht vertraut</translation></message>
    <message><location filename="../../pomtray/signin/web/client_certificate.py"/><source>The client certificate cannot be used</source><translation>Das Client-Zertifikat ist nicht verwendbar</translation></message>
    <message><location filename="../../pomtray/signin/web/client_certificate.py"/><source>The client certificate is locked</source><translation>Das Client-Zertifikat ist gesperrt</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>The client may not do this</source><translation>Der Client darf das nicht</translation></message>
    <message><location filename="../../pomtray/controller/client_secrets.py"/><location filename="../../pomtray/desktop/client_secret.py"/><source>The client secret is missing</source><translation>Das Client-Geheimnis fehlt</translation></message>
    <message><location filename="../../pomtray/controller/attempts.py"/><source>The client secret of {provider}</source><translation>Das Client-Geheimnis von {provider}</translation></message>
    <message><location filename="../../pomtray/controller/attempts.py"/><source>The client secret of {provider} was not given.</source><translation>Das Client-Geheimnis von {provider} wurde nicht eingegeben.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/client_authentication.py"/><source>The client's key cannot be used</source><translation>Der Schlüssel des Clients ist nicht verwendbar</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/client_authentication.py"/><source>The client's secret cannot be used</source><translation>Das Geheimnis des Clients ist nicht verwendbar</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/client_authentication.py"/><source>The client's secret is missing</source><translation>Das Geheimnis des Clients fehlt</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/client_authentication.py"/><source>The client's secret is not a private key in PEM without a password: RSA, an elliptic curve of NIST, or Ed25519.</source><translation>Das Geheimnis des Clients ist kein privater Schlüssel in PEM ohne Passwort: RSA, eine elliptische Kurve des NIST oder Ed25519.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/client_authentication.py"/><source>The client's secret is not text in UTF-8.</source><translation>Das Geheimnis des Clients ist kein Text in UTF-8.</translation></message>
    <message><location filename="../../pomtray/core/model/copying.py"/><source>The clipboard is cleared in {seconds} s.</source><translation>Die Zwischenablage wird in {seconds} Sek. geleert.</translation></message>
    <message><location filename="../../pomtray/core/activity.py"/><source>The clipboard was cleared</source><translation>Die Zwischenablage wurde geleert</translation></message>
    <message><location filename="../../pomtray/desktop/clipboard/clipboard.py"/><source>The clipboard was not cleared</source><translation>Die Zwischenablage wurde nicht geleert</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>The code has run out</source><translation>Der Code ist abgelaufen</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>The code is too old</source><translation>Der Code ist zu alt</translation></message>
    <message><location filename="../../pomtray/forward/mcp.py"/><location filename="../../pomtray/signin/web/failures.py"/><source>The connection broke</source><translation>Die Verbindung ist abgerissen</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/over_ssh.py"/><source>The connection to {host} has ended.</source><translation>Die Verbindung zu {host} ist zu Ende.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>The connection was refused</source><translation>Die Verbindung wurde abgelehnt</translation></message>
    <message><location filename="../../pomtray/cli/handing/handing.py"/><source>The credential may go to {origin} only; curl is given its address.</source><translation>Die Zugangsdaten dürfen nur zu {origin}; curl bekommt dessen Adresse.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/lending.py"/><source>The credential of {route} was handed over.</source><translation>Die Zugangsdaten für {route} wurden herausgegeben.</translation></message>
    <message><location filename="../../pomtray/ui/forms/fields.py"/><source>The default browser</source><translation>Der Standardbrowser</translation></message>
    <message><location filename="../../pomtray/app/running.py"/><source>The demo cannot start</source><translation>Die Demo kann nicht starten</translation></message>
    <message><location filename="../../pomtray/desktop/shell/surroundings.py"/><source>The desktop shows tray icons.</source><translation>Der Desktop zeigt Symbole im Infobereich.</translation></message>
    <message><location filename="../../pomtray/desktop/client_secret.py"/><source>The environment variable {name} is not set or empty.</source><translation>Die Umgebungsvariable {name} ist nicht gesetzt oder leer.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>The exchange was not understood</source><translation>Der Eintausch wurde nicht verstanden</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>The exchange's answer cannot be used</source><translation>Die Antwort auf den Eintausch ist nicht verwendbar</translation></message>
    <message><location filename="../../pomtray/desktop/processes/browser.py"/><source>The file could not be opened</source><translation>Die Datei konnte nicht geöffnet werden</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>The file is damaged or its key is gone.</source><translation>Die Datei ist beschädigt, oder ihr Schlüssel ist weg.</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>The file is older than the last one saved, as after restoring a backup. It is not used.</source><translation>Die Datei ist älter als die zuletzt gespeicherte, wie nach dem Wiederherstellen einer Sicherung. Sie wird nicht verwendet.</translation></message>
    <message><location filename="../../pomtray/ui/forms/settings_editor.py"/><source>The file was changed elsewhere since you opened it here.</source><translation>Die Datei wurde anderswo geändert, seit Sie sie hier geöffnet haben.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>The first line that a program prints</source><translation>Die erste Zeile, die ein Programm ausgibt</translation></message>
    <message><location filename="../../pomtray/ui/forms/fields.py"/><source>The first line that the program prints is the secret. No shell reads the words.</source><translation>Die erste Zeile, die das Programm ausgibt, ist das Geheimnis. Keine Shell liest die Wörter.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>The grant has ended</source><translation>Die Berechtigung ist erloschen</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>The host that is asked whether it lives.</source><translation>Der Host, der gefragt wird, ob sie noch besteht.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>The identity provider answered {status} in the step {step}: {said}.</source><translation>Der Identitätsanbieter hat im Schritt „{step}“ mit {status} geantwortet: {said}.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/answers.py"/><source>The identity provider answered {status}.</source><translation>Der Identitätsanbieter hat mit {status} geantwortet.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/answers.py"/><source>The identity provider answered {status}: {said}.</source><translation>Der Identitätsanbieter hat mit {status} geantwortet: {said}.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/client_authentication.py"/><source>The identity provider wants to know which program asks, and there is no secret to say it with.</source><translation>Der Identitätsanbieter will wissen, welches Programm fragt, und es gibt kein Geheimnis, um das zu sagen.</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>The identity provider {origin} answers.</source><translation>Der Identitätsanbieter {origin} antwortet.</translation></message>
    <message><location filename="../../pomtray/signin/provider/id_token.py"/><source>The identity provider's ID token cannot be believed: {reason}.</source><translation>Dem ID-Token des Identitätsanbieters ist nicht zu glauben: {reason}.</translation></message>
    <message><location filename="../../pomtray/signin/web/client_certificate.py"/><source>The key in {file} has a passphrase, and the vault does not hold it.</source><translation>Der Schlüssel in {file} hat eine Passphrase, und der Tresor enthält sie nicht.</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><location filename="../../pomtray/core/view/keyring.py"/><source>The keyring asks you</source><translation>Der Schlüsselbund fragt Sie</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>The keyring does not answer</source><translation>Der Schlüsselbund antwortet nicht</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>The keyring does not keep the key</source><translation>Der Schlüsselbund behält den Schlüssel nicht</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>The keyring does not work</source><translation>Der Schlüsselbund funktioniert nicht</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>The keyring guards pomtray's key</source><translation>Der Schlüsselbund bewacht den Schlüssel von pomtray</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>The keyring is locked</source><translation>Der Schlüsselbund ist gesperrt</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>The keyring is not used</source><translation>Der Schlüsselbund wird nicht verwendet</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>The last good settings stay in force.</source><translation>Die letzten guten Einstellungen gelten weiter.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/file.py"/><source>The log says more.</source><translation>Das Protokoll sagt mehr.</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>The login API answers, and one signs in at {where}, which answers too.</source><translation>Die Login-API antwortet; angemeldet wird bei {where}, das auch antwortet.</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>The machine asks for a new token.</source><translation>Die Maschine fordert ein neues Token an.</translation></message>
    <message><location filename="../../pomtray/app/at_home.py"/><source>The menu could not be changed</source><translation>Das Menü konnte nicht geändert werden</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>The name is not known</source><translation>Der Name ist nicht bekannt</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>The name of the proxy is not known</source><translation>Der Name des Proxys ist nicht bekannt</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>The new session is not valid.</source><translation>Die neue Sitzung ist nicht gültig.</translation></message>
    <message><location filename="../../pomtray/core/model/loop_breaker.py"/><location filename="../../pomtray/signin/words.py"/><source>The new session is over already</source><translation>Die neue Sitzung ist schon zu Ende</translation></message>
    <message><location filename="../../pomtray/cli/elsewhere.py"/><source>The other machine is not asked</source><translation>Der andere Computer wird nicht gefragt</translation></message>
    <message><location filename="../../pomtray/controller/attempts.py"/><source>The passphrase of the client certificate was not given.</source><translation>Die Passphrase des Client-Zertifikats wurde nicht eingegeben.</translation></message>
    <message><location filename="../../pomtray/controller/attempts.py"/><source>The passphrase of {file}</source><translation>Die Passphrase von {file}</translation></message>
    <message><location filename="../../pomtray/controller/attempts.py"/><source>The passphrase that pomtray has does not open it.</source><translation>Die Passphrase, die pomtray hat, öffnet ihn nicht.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/forwarding.py"/><source>The port cannot be had: {why}. Choose another with --listen.</source><translation>Der Port ist nicht zu haben: {why}. Wählen Sie mit --listen einen anderen.</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>The preferences were changed.</source><translation>Die Einstellungen wurden geändert.</translation></message>
    <message><location filename="../../pomtray/controller/worker_client.py"/><source>The process of pomtray that asks servers ended before there was an answer.</source><translation>Der Prozess von pomtray, der Server fragt, endete, bevor es eine Antwort gab.</translation></message>
    <message><location filename="../../pomtray/controller/worker_vault.py"/><source>The process of pomtray that encrypts them and asks the keyring ended twice before it had an answer.</source><translation>Der Prozess von pomtray, der sie verschlüsselt und den Schlüsselbund fragt, endete zweimal, bevor er eine Antwort hatte.</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/ask_socket.py"/><source>The program that answers has another settings file.</source><translation>Das Programm, das antwortet, hat eine andere Einstellungsdatei.</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>The program that the provider gave it to.</source><translation>Das Programm, dem der Anbieter es gegeben hat.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>The provider did not understand</source><translation>Der Anbieter hat nicht verstanden</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><source>The provider does not know a scope</source><translation>Der Anbieter kennt einen Scope nicht</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>The provider does not know this client</source><translation>Der Anbieter kennt diesen Client nicht</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>The provider does not offer this</source><translation>Der Anbieter bietet das nicht an</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>The provider gave no refresh token.</source><translation>Der Anbieter hat kein Refresh-Token gegeben.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>The provider has no `redirect_uri`.</source><translation>Der Anbieter hat keine `redirect_uri`.</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><location filename="../../pomtray/signin/provider/endpoints/answers.py"/><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>The provider has trouble</source><translation>Der Anbieter hat Schwierigkeiten</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>The provider is busy</source><translation>Der Anbieter ist überlastet</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>The provider is not known any more</source><translation>Der Anbieter ist nicht mehr bekannt</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><source>The provider refused the request</source><translation>Der Anbieter hat die Anfrage abgelehnt</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>The provider sends the browser to port {port} of this computer, but {who}.</source><translation>Der Anbieter schickt den Browser an Port {port} dieses Computers, aber {who}.</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><source>The provider wants a consent</source><translation>Der Anbieter verlangt eine Zustimmung</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><source>The provider wants a sign-in</source><translation>Der Anbieter verlangt eine Anmeldung</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>The provider wants the person</source><translation>Der Anbieter verlangt nach der Person</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>The provider wants the person's consent</source><translation>Der Anbieter verlangt die Zustimmung der Person</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>The provider's ID token</source><translation>Das ID-Token des Anbieters</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>The provider's access token</source><translation>Das Access-Token des Anbieters</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>The provider's addresses stand in the settings, and were not asked.</source><translation>Die Adressen des Anbieters stehen in den Einstellungen und wurden nicht erfragt.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/answers.py"/><source>The provider's answer cannot be used</source><translation>Die Antwort des Anbieters ist nicht verwendbar</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>The proxy does not answer</source><translation>Der Proxy antwortet nicht</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>The proxy does not speak SOCKS 5</source><translation>Der Proxy spricht kein SOCKS 5</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>The proxy refused</source><translation>Der Proxy hat abgelehnt</translation></message>
    <message><location filename="../../pomtray/core/network/proxy.py"/><source>The proxy script is not read</source><translation>Das Proxy-Skript wird nicht gelesen</translation></message>
    <message><location filename="../../pomtray/core/network/proxy.py"/><source>The proxy setting cannot be used</source><translation>Die Proxy-Einstellung ist nicht verwendbar</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>The proxy wants a password</source><translation>Der Proxy verlangt ein Passwort</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>The proxy {proxy} of {source}</source><translation>Der Proxy {proxy} aus {source}</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>The proxy {proxy} takes connections.</source><translation>Der Proxy {proxy} nimmt Verbindungen an.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>The redirect URI cannot be used</source><translation>Die Redirect-URI ist nicht verwendbar</translation></message>
    <message><location filename="../../pomtray/desktop/files/report_file.py"/><source>The report was not written</source><translation>Der Bericht wurde nicht geschrieben</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/ask_socket.py"/><source>The request cannot be read: {reason}.</source><translation>Die Anfrage ist nicht lesbar: {reason}.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>The route does not take the token</source><translation>Die Route nimmt das Token nicht an</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>The route gives no clear answer</source><translation>Die Route gibt keine klare Antwort</translation></message>
    <message><location filename="../../pomtray/core/domain/sharing.py"/><location filename="../../pomtray/signin/provider/words.py"/><source>The route is not encrypted</source><translation>Die Route ist nicht verschlüsselt</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>The routes stay until pomtray ends; the next start begins with a new file of examples.</source><translation>Die Routen bleiben, bis pomtray endet; der nächste Start beginnt mit einer neuen Datei voller Beispiele.</translation></message>
    <message><location filename="../../pomtray/core/model/loop_breaker.py"/><source>The same dead session again</source><translation>Wieder dieselbe beendete Sitzung</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>The scope is refused</source><translation>Der Scope wird abgelehnt</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>The secret in JSON (client_secret_json)</source><translation>Das Geheimnis in JSON (client_secret_json)</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>The secret in a header (client_secret_basic)</source><translation>Das Geheimnis in einem Header (client_secret_basic)</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>The secret in the form (client_secret_post)</source><translation>Das Geheimnis im Formular (client_secret_post)</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/login_api.py"/><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>The server has trouble</source><translation>Der Server hat Schwierigkeiten</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>The server says so; it may end it earlier.</source><translation>Der Server sagt es; er kann sie früher beenden.</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>The service behind the route does not see the token.</source><translation>Der Dienst hinter der Route sieht das Token nicht.</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>The service behind the route sees the whole token.</source><translation>Der Dienst hinter der Route sieht das ganze Token.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>The service behind {route} checks bearer tokens itself; no Pomerium reads them before.</source><translation>Der Dienst hinter {route} prüft Bearer-Token selbst; kein Pomerium liest sie vorher.</translation></message>
    <message><location filename="../../pomtray/core/model/sign_in_result.py"/><source>The session before was ended for the renewal, in the browser too, and is gone.</source><translation>Die vorige Sitzung wurde für die Erneuerung beendet, auch im Browser, und ist weg.</translation></message>
    <message><location filename="../../pomtray/core/model/handing.py"/><source>The session for {route} has ended.</source><translation>Die Sitzung für {route} ist beendet.</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/pomerium.py"/><source>The session has ended</source><translation>Die Sitzung ist beendet</translation></message>
    <message><location filename="../../pomtray/core/model/copying.py"/><source>The session has ended. Sign in and copy again.</source><translation>Die Sitzung ist beendet. Melden Sie sich an und kopieren Sie noch einmal.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/kept.py"/><source>The session is over</source><translation>Die Sitzung ist beendet</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>The session lives at Pomerium, not in the token.</source><translation>Die Sitzung wird bei Pomerium geführt, nicht im Token.</translation></message>
    <message><location filename="../../pomtray/core/domain/sharing.py"/><source>The session of {authenticate} was got over https and is not sent to {route}.</source><translation>Die Sitzung von {authenticate} kam über https und wird nicht an {route} gesendet.</translation></message>
    <message><location filename="../../pomtray/core/model/handing.py"/><source>The session of {issuer} may not go to {origin}.</source><translation>Die Sitzung von {issuer} darf nicht an {origin}.</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>The session of {person} has ended.</source><translation>Die Sitzung von {person} ist beendet.</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>The session that is held does not go to {origin}.</source><translation>Die vorhandene Sitzung darf nicht an {origin}.</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>The session's name: two sign-ins can give the same one.</source><translation>Der Name der Sitzung: Zwei Anmeldungen können denselben ergeben.</translation></message>
    <message><location filename="../../pomtray/cli/alone/ending.py"/><source>The sessions cannot be opened, so none of them was ended at its server.</source><translation>Die Sitzungen lassen sich nicht öffnen, deshalb wurde keine bei ihrem Server beendet.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>The settings do not name {name} any more, so it could not be asked.</source><translation>Die Einstellungen nennen {name} nicht mehr; deshalb war keine Anfrage möglich.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>The settings file is gone</source><translation>Die Einstellungsdatei ist weg</translation></message>
    <message><location filename="../../pomtray/core/model/consenting.py"/><source>The settings file says so: every program of yours gets credentials unasked.</source><translation>So steht es in der Einstellungsdatei: Jedes Ihrer Programme bekommt Zugangsdaten ungefragt.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/writer.py"/><source>The settings file was not changed</source><translation>Die Einstellungsdatei wurde nicht geändert</translation></message>
    <message><location filename="../../pomtray/app/changing.py"/><source>The settings file was saved.</source><translation>Die Einstellungsdatei wurde gespeichert.</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>The settings put it in the same group ({group}) as what was signed in to.</source><translation>Nach den Einstellungen gehört sie zur selben Gruppe ({group}) wie die Route, bei der angemeldet wurde.</translation></message>
    <message><location filename="../../pomtray/core/protocol/sign_in_url.py"/><source>The sign-in address is not safe to open</source><translation>Die Anmeldeadresse ist nicht sicher zu öffnen</translation></message>
    <message><location filename="../../pomtray/signin/callback/listener.py"/><source>The sign-in address is still being asked for.</source><translation>Die Anmeldeadresse wird noch erfragt.</translation></message>
    <message><location filename="../../pomtray/signin/callback/over.py"/><source>The sign-in waits at another address.</source><translation>Die Anmeldung wartet auf einer anderen Adresse.</translation></message>
    <message><location filename="../../pomtray/signin/callback/over.py"/><source>The sign-in waits for another kind of request.</source><translation>Die Anmeldung wartet auf eine andere Art von Anfrage.</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><source>The sign-in was declined: {sentence}</source><translation>Die Anmeldung wurde abgelehnt: {sentence}</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>The sign-in was for it.</source><translation>Für sie war die Anmeldung.</translation></message>
    <message><location filename="../../pomtray/core/model/loop_breaker.py"/><source>The sign-in worked, but by what the server says of the session it has ended.</source><translation>Die Anmeldung hat geklappt, aber nach dem, was der Server von der Sitzung sagt, ist sie schon zu Ende.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/ssh.py"/><source>The sshd of {host} brings no socket there.</source><translation>Der sshd von {host} bringt keinen Socket dorthin.</translation></message>
    <message><location filename="../../pomtray/app/at_home.py"/><source>The start at login was not changed</source><translation>Der Start bei der Anmeldung wurde nicht geändert</translation></message>
    <message><location filename="../../pomtray/cli/doctor/program_report.py"/><source>The system judges certificates itself.</source><translation>Das System prüft Zertifikate selbst.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>The system's authorities cannot be used</source><translation>Die Zertifizierungsstellen des Systems sind nicht verwendbar</translation></message>
    <message><location filename="../../pomtray/desktop/shell/surroundings.py"/><source>The system's own.</source><translation>Die des Systems.</translation></message>
    <message><location filename="../../pomtray/cli/doctor/program_report.py"/><source>The system's: {store}.</source><translation>Die des Systems: {store}.</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>The token does not sign in</source><translation>Das Token meldet nicht an</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>The token says so, and nobody has verified it; the server may end it earlier.</source><translation>Das Token sagt es, und niemand hat es geprüft; der Server kann sie früher beenden.</translation></message>
    <message><location filename="../../pomtray/cli/doctor/program_report.py"/><source>The tray program does not run: commands do.</source><translation>Das Programm im Infobereich läuft nicht; Befehle gehen trotzdem.</translation></message>
    <message><location filename="../../pomtray/cli/doctor/program_report.py"/><source>The tray program runs.</source><translation>Das Programm im Infobereich läuft.</translation></message>
    <message><location filename="../../pomtray/signin/callback/listener.py"/><source>The tray says how it went; this page looks again by itself.</source><translation>Der Infobereich sagt, wie es ausging; diese Seite sieht von selbst wieder nach.</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>The user id.</source><translation>Die Benutzer-ID.</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>The vault has not been read yet.</source><translation>Der Tresor ist noch nicht gelesen.</translation></message>
    <message><location filename="../../pomtray/controller/client_secrets.py"/><source>The vault holds no client secret for {provider}.</source><translation>Der Tresor enthält kein Client-Geheimnis für {provider}.</translation></message>
    <message><location filename="../../pomtray/controller/saving.py"/><source>The vault is not read</source><translation>Der Tresor ist nicht gelesen</translation></message>
    <message><location filename="../../pomtray/core/domain/stored.py"/><source>The vault's file cannot be read by this one: {why}. Nothing in it is changed, and sessions of this run are kept in memory.</source><translation>Dieses pomtray kann die Datei des Tresors nicht lesen: {why}. Darin wird nichts geändert; die Sitzungen dieses Laufs bleiben im Arbeitsspeicher.</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>Their key is not in the keyring that is running.</source><translation>Ihr Schlüssel ist nicht in dem Schlüsselbund, der gerade läuft.</translation></message>
    <message><location filename="../../pomtray/signin/provider/id_token.py"/><source>Then sign in again.</source><translation>Melden Sie sich dann neu an.</translation></message>
    <message><location filename="../../pomtray/core/request.py"/><source>There are no routes yet.</source><translation>Es gibt noch keine Routen.</translation></message>
    <message><location filename="../../pomtray/cli/settings/exporting.py"/><source>There is a {file} already: move it, or name another.</source><translation>{file} gibt es schon: Verschieben Sie sie, oder nennen Sie eine andere Datei.</translation></message>
    <message><location filename="../../pomtray/core/settings/pasted.py"/><source>There is no address in it</source><translation>Darin steht keine Adresse</translation></message>
    <message><location filename="../../pomtray/signin/web/trust.py"/><source>There is no file of authorities on this system</source><translation>Auf diesem System gibt es keine Datei mit Zertifizierungsstellen</translation></message>
    <message><location filename="../../pomtray/ui/forms/entry.py"/><source>There is no key {key}: saving takes it away.</source><translation>Einen Schlüssel {key} gibt es nicht: Beim Speichern fällt er weg.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/importing.py"/><source>There is no route in {path} that pomtray could sign in to.</source><translation>In {path} steht keine Route, bei der sich pomtray anmelden könnte.</translation></message>
    <message><location filename="../../pomtray/core/request.py"/><source>There is no route of that name. There are: {names}.</source><translation>Es gibt keine Route dieses Namens. Es gibt: {names}.</translation></message>
    <message><location filename="../../pomtray/cli/demo.py"/><source>There is no route {route} to sign in to. There are: {names}.</source><translation>Es gibt keine Route {route} zum Anmelden. Es gibt: {names}.</translation></message>
    <message><location filename="../../pomtray/desktop/shell/surroundings.py"/><source>There is no screen, so nothing can be copied; commands print what they give.</source><translation>Es gibt keinen Bildschirm, also lässt sich nichts kopieren; Befehle geben aus, was sie liefern.</translation></message>
    <message><location filename="../../pomtray/desktop/shell/surroundings.py"/><source>There is no session bus: {error}.</source><translation>Es gibt keinen Session-Bus: {error}.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/kept.py"/><source>There is no session for {route} any more.</source><translation>Für {route} gibt es keine Sitzung mehr.</translation></message>
    <message><location filename="../../pomtray/core/model/stepping.py"/><source>There is no session to test with: sign in first.</source><translation>Es gibt keine Sitzung zum Testen: Melden Sie sich zuerst an.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/forwarding.py"/><source>There is no such route. There are: none.</source><translation>Es gibt keine solche Route. Es gibt gar keine.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/forwarding.py"/><source>There is no such route. There are: {names}.</source><translation>Es gibt keine solche Route. Es gibt: {names}.</translation></message>
    <message><location filename="../../pomtray/cli/alone/person.py"/><source>There is no terminal to answer it at, so the answer is no.</source><translation>Es gibt kein Terminal zum Antworten, deshalb ist die Antwort Nein.</translation></message>
    <message><location filename="../../pomtray/cli/alone/alone.py"/><location filename="../../pomtray/cli/doctor/program_report.py"/><source>There is no {path}.</source><translation>{path} gibt es nicht.</translation></message>
    <message><location filename="../../pomtray/cli/doctor/program_report.py"/><source>There is none: commands print the address to sign in at.</source><translation>Es gibt keinen: Befehle geben die Adresse zum Anmelden aus.</translation></message>
    <message><location filename="../../pomtray/cli/doctor/program_report.py"/><source>There is one.</source><translation>Es gibt einen.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>They are ended at their servers, in the browser too. That cannot be undone.</source><translation>Sie werden auf den Servern beendet, auch im Browser. Das lässt sich nicht rückgängig machen.</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>They are kept in memory only.</source><translation>Sie bleiben nur im Arbeitsspeicher.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>They serve {routes}. {ended}</source><translation>Sie dienen {routes}. {ended}</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>They sign in, renew and sign out together.</source><translation>Sie werden gemeinsam angemeldet, erneuert und abgemeldet.</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>This Pomerium gives the same session again until then.</source><translation>Bis dahin gibt dieses Pomerium wieder dieselbe Sitzung.</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><source>This client may not sign in so</source><translation>Dieser Client darf sich so nicht anmelden</translation></message>
    <message><location filename="../../pomtray/core/protocol/skew.py"/><source>This clock is {far} ahead of the server's.</source><translation>Diese Uhr geht gegenüber dem Server {far} vor.</translation></message>
    <message><location filename="../../pomtray/core/protocol/skew.py"/><source>This clock is {far} ahead of the server's: set this computer's clock.</source><translation>Diese Uhr geht gegenüber dem Server {far} vor: Stellen Sie die Uhr dieses Computers.</translation></message>
    <message><location filename="../../pomtray/core/protocol/skew.py"/><source>This clock is {far} behind the server's.</source><translation>Diese Uhr geht gegenüber dem Server {far} nach.</translation></message>
    <message><location filename="../../pomtray/core/protocol/skew.py"/><source>This clock is {far} behind the server's: set this computer's clock.</source><translation>Diese Uhr geht gegenüber dem Server {far} nach: Stellen Sie die Uhr dieses Computers.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>This computer does not let the program listen on {host}.</source><translation>Dieser Computer lässt das Programm nicht auf {host} lauschen.</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>This computer's clock agrees with the server's.</source><translation>Die Uhr dieses Computers stimmt mit der des Servers überein.</translation></message>
    <message><location filename="../../pomtray/desktop/clipboard/clipboard.py"/><source>This desktop did not take it: what was put on the clipboard could not be read back.</source><translation>Dieser Desktop hat es nicht angenommen: Was in die Zwischenablage gelegt wurde, ließ sich nicht zurücklesen.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>This desktop gives no keys to programs: have a key of its own start `pomtray --search`.</source><translation>Dieser Desktop gibt Programmen keine Tasten: Lassen Sie eine seiner eigenen `pomtray --search` starten.</translation></message>
    <message><location filename="../../pomtray/ui/window/demo_bar.py"/><source>This is a demo: its Pomerium runs on this computer, and nothing is kept.</source><translation>Dies ist eine Demo: Ihr Pomerium läuft auf diesem Computer, und nichts bleibt gespeichert.</translation></message>
    <message><location filename="../../pomtray/signin/callback/over.py"/><source>This is not an answer</source><translation>Das ist keine Antwort</translation></message>
    <message><location filename="../../pomtray/ui/accessibility/keys.py"/><source>This list</source><translation>Diese Liste</translation></message>
    <message><location filename="../../pomtray/core/details/checks.py"/><source>This route</source><translation>Diese Route</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>This session does not go to {origin}.</source><translation>Diese Sitzung darf nicht an {origin}.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>This session is of {issuer}; the settings name another address for {provider}.</source><translation>Diese Sitzung ist von {issuer}; die Einstellungen nennen für {provider} eine andere Adresse.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>This session was given to another client; the settings name {client_id} for {provider}.</source><translation>Diese Sitzung wurde einem anderen Client gegeben; die Einstellungen nennen für {provider} den Client {client_id}.</translation></message>
    <message><location filename="../../pomtray/signin/callback/over.py"/><source>This sign-in is over</source><translation>Diese Anmeldung ist vorbei</translation></message>
    <message><location filename="../../pomtray/signin/callback/over.py"/><source>This sign-in was answered from another browser.</source><translation>Diese Anmeldung wurde aus einem anderen Browser beantwortet.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>This sign-in was given up.</source><translation>Diese Anmeldung wurde aufgegeben.</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>Thu</source><translation>Do</translation></message>
    <message><location filename="../../pomtray/cli/alone/ending.py"/><source>To end it in the browser: {url}</source><translation>Zum Beenden im Browser: {url}</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/blocked.py"/><source>To know</source><translation>Hinweis</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Token endpoint</source><translation>Token-Endpunkt</translation></message>
    <message><location filename="../../pomtray/core/model/copying.py"/><source>Token for {route} copied</source><translation>Token für {route} kopiert</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/ask_socket.py"/><source>Too many programs ask at once</source><translation>Zu viele Programme fragen auf einmal</translation></message>
    <message><location filename="../../pomtray/core/details/checks.py"/><source>Tried</source><translation>Versucht</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/ssh.py"/><source>Try `ssh {host}` by itself.</source><translation>Versuchen Sie `ssh {host}` allein.</translation></message>
    <message><location filename="../../pomtray/core/model/signing_in.py"/><location filename="../../pomtray/ui/choices.py"/><location filename="../../pomtray/ui/window/details_pane.py"/><source>Try again</source><translation>Noch einmal versuchen</translation></message>
    <message><location filename="../../pomtray/cli/alone/alone.py"/><location filename="../../pomtray/core/domain/lock.py"/><location filename="../../pomtray/desktop/sockets/ask_socket.py"/><location filename="../../pomtray/forward/refusing.py"/><location filename="../../pomtray/signin/pomerium/login_api.py"/><location filename="../../pomtray/signin/pomerium/pomerium.py"/><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><location filename="../../pomtray/signin/provider/endpoints/answers.py"/><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><location filename="../../pomtray/signin/provider/words.py"/><location filename="../../pomtray/signin/routes/trying.py"/><source>Try again in a moment.</source><translation>Versuchen Sie es gleich noch einmal.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Try again to save sessions</source><translation>Noch einmal versuchen, Sitzungen zu speichern</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Try again when the server can be reached.</source><translation>Versuchen Sie es noch einmal, wenn der Server erreichbar ist.</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>Try again when you want them saved.</source><translation>Versuchen Sie es noch einmal, wenn sie gespeichert werden sollen.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><location filename="../../pomtray/signin/words.py"/><source>Try again.</source><translation>Versuchen Sie es noch einmal.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Try again. A page with Pomerium's error 400 means that its five minutes were over.</source><translation>Versuchen Sie es noch einmal. Eine Seite mit Pomeriums Fehler 400 bedeutet, dass die fünf Minuten um waren.</translation></message>
    <message><location filename="../../pomtray/controller/worker_client.py"/><source>Try again. If that does not help, quit pomtray and start it again.</source><translation>Versuchen Sie es noch einmal. Hilft das nicht, beenden Sie pomtray und starten Sie es neu.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Try again. If the provider's page shows an error, check `client_id` and `redirect_uri` in the settings.</source><translation>Versuchen Sie es noch einmal. Zeigt die Seite des Anbieters einen Fehler, prüfen Sie `client_id` und `redirect_uri` in den Einstellungen.</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><location filename="../../pomtray/signin/provider/words.py"/><source>Try again; if it stays so, ask the provider's administrator.</source><translation>Versuchen Sie es noch einmal; bleibt es so, fragen Sie die Administration des Anbieters.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>Try again; if it stays so, check the address in the settings, and whether a client certificate (`client_cert`) is wanted there: some servers just hang up then.</source><translation>Versuchen Sie es noch einmal; bleibt es so, prüfen Sie die Adresse in den Einstellungen, und ob dort ein Client-Zertifikat (`client_cert`) verlangt wird: Manche Server legen dann einfach auf.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>Try again; if it stays so, something between changes the answers.</source><translation>Versuchen Sie es noch einmal; bleibt es so, verändert etwas dazwischen die Antworten.</translation></message>
    <message><location filename="../../pomtray/core/protocol/claims.py"/><source>Try again; if it stays so, this Pomerium may be too old or too new for this program.</source><translation>Versuchen Sie es noch einmal; bleibt es so, ist dieses Pomerium vielleicht zu alt oder zu neu für dieses Programm.</translation></message>
    <message><location filename="../../pomtray/desktop/client_secret.py"/><source>Try the command for client_secret in a terminal, where {program} may say more; then sign in again.</source><translation>Probieren Sie den Befehl für client_secret in einem Terminal aus, wo {program} vielleicht mehr sagt; melden Sie sich dann neu an.</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>Tue</source><translation>Di</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Tunnel to</source><translation>Tunnel zu</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/instance.py"/><source>Two pomtrays run</source><translation>Zwei pomtray laufen</translation></message>
    <message><location filename="../../pomtray/core/model/loop_breaker.py"/><source>Two sign-ins within a minute gave the same session, and it has ended already. The browser still holds it, so another try would give it a third time.</source><translation>Zwei Anmeldungen binnen einer Minute haben dieselbe Sitzung ergeben, und sie ist schon zu Ende. Der Browser hat sie noch; ein weiterer Versuch ergäbe sie ein drittes Mal.</translation></message>
    <message><location filename="../../pomtray/ui/window/activity.py"/><source>Type to find</source><translation>Tippen, um zu suchen</translation></message>
    <message><location filename="../../pomtray/ui/window/top_bar.py"/><source>Type to find a route</source><translation>Tippen, um eine Route zu finden</translation></message>
    <message><location filename="../../pomtray/ui/window/allowed_programs.py"/><source>Undo</source><translation>Rückgängig</translation></message>
    <message><location filename="../../pomtray/core/model/locking.py"/><location filename="../../pomtray/ui/words.py"/><source>Unlock</source><translation>Entsperren</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>Unlock it again once that is mended.</source><translation>Entsperren Sie es wieder, wenn das behoben ist.</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>Unlock it again.</source><translation>Entsperren Sie es noch einmal.</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>Unlock it in its menu or window, or by: pomtray unlock</source><translation>Entsperren Sie es im Menü oder im Fenster, oder mit: pomtray unlock</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>Unlock it then.</source><translation>Entsperren Sie es dann.</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>Unlock it, then sign in.</source><translation>Entsperren Sie es und melden Sie sich dann an.</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>Unlock the screen first.</source><translation>Entsperren Sie zuerst den Bildschirm.</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>Unlocking</source><translation>Wird entsperrt</translation></message>
    <message><location filename="../../pomtray/cli/demo.py"/><source>Until     {until} ({source})</source><translation>Bis       {until} ({source})</translation></message>
    <message><location filename="../../pomtray/desktop/settings/preferences.py"/><source>Until then a notice is all that comes by itself.</source><translation>Bis dahin kommt von selbst nur eine Benachrichtigung.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/preferences.py"/><source>Until then a session is taken to last 14 hours where Pomerium does not say.</source><translation>Bis dahin gilt eine Sitzung 14 Stunden, wo Pomerium nichts sagt.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/preferences.py"/><source>Until then a session's end is told of as its lifetime says.</source><translation>Bis dahin wird an das Ende einer Sitzung nach ihrer Laufzeit erinnert.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/preferences.py"/><source>Until then a sign-in waits for 6 minutes.</source><translation>Bis dahin wartet eine Anmeldung 6 Minuten.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/preferences.py"/><source>Until then names and e-mails are hidden.</source><translation>Bis dahin sind Namen und E-Mail-Adressen verborgen.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/preferences.py"/><source>Until then no key brings up the search.</source><translation>Bis dahin holt keine Taste die Suche.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/preferences.py"/><source>Until then pomtray is locked whenever the screen is.</source><translation>Bis dahin wird pomtray mit dem Bildschirm gesperrt.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/preferences.py"/><source>Until then sessions are looked at every 10 minutes.</source><translation>Bis dahin wird alle 10 Minuten nach den Sitzungen gesehen.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/preferences.py"/><source>Until then that authority is not trusted.</source><translation>Bis dahin wird dieser Zertifizierungsstelle nicht vertraut.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/preferences.py"/><source>Until then the browser gets no page.</source><translation>Bis dahin bekommt der Browser keine Seite.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/preferences.py"/><source>Until then the icons have their colours.</source><translation>Bis dahin haben die Symbole ihre Farben.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/preferences.py"/><source>Until then what is copied is cleared after 10 seconds.</source><translation>Bis dahin wird Kopiertes nach 10 Sekunden gelöscht.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/preferences.py"/><source>Until then you are asked before a program gets a credential.</source><translation>Bis dahin werden Sie gefragt, bevor ein Programm Zugangsdaten bekommt.</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>Until you have answered, pomtray stays locked.</source><translation>Bis Sie geantwortet haben, bleibt pomtray gesperrt.</translation></message>
    <message><location filename="../../pomtray/core/view/keyring.py"/><source>Until you have answered, sessions are kept in memory only.</source><translation>Bis Sie geantwortet haben, sind die Sitzungen nur im Arbeitsspeicher.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Use an https:// address for the route, and for its `exchange_url`.</source><translation>Verwenden Sie für die Route und deren `exchange_url` eine Adresse mit https://.</translation></message>
    <message><location filename="../../pomtray/core/domain/sharing.py"/><source>Use an https:// address for this route.</source><translation>Verwenden Sie für diese Route eine Adresse mit https://.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Use http://127.0.0.1:0/callback as `redirect_uri`.</source><translation>Verwenden Sie http://127.0.0.1:0/callback als `redirect_uri`.</translation></message>
    <message><location filename="../../pomtray/core/domain/stored.py"/><source>Use the newer pomtray, or move the vault's file away to begin anew.</source><translation>Verwenden Sie das neuere pomtray, oder verschieben Sie die Datei des Tresors, um neu zu beginnen.</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>User id</source><translation>Benutzer-ID</translation></message>
    <message><location filename="../../pomtray/ui/icons/sign.py"/><source>Waiting</source><translation>Wartet</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/dialogs.py"/><source>Warning</source><translation>Warnung</translation></message>
    <message><location filename="../../pomtray/desktop/shell/surroundings.py"/><source>Wayland's, by a window that takes the focus for an instant.</source><translation>Die von Wayland, über ein Fenster, das für einen Augenblick den Fokus nimmt.</translation></message>
    <message><location filename="../../pomtray/desktop/shell/surroundings.py"/><source>Wayland's, by data-control.</source><translation>Die von Wayland, über data-control.</translation></message>
    <message><location filename="../../pomtray/desktop/shell/surroundings.py"/><source>Wayland's, through XWayland.</source><translation>Die von Wayland, über XWayland.</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>Wed</source><translation>Mi</translation></message>
    <message><location filename="../../pomtray/app/settings_events.py"/><source>Welcome to pomtray</source><translation>Willkommen bei pomtray</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/blocked.py"/><location filename="../../pomtray/ui/icons/sign.py"/><source>Well</source><translation>In Ordnung</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>What an old Pomerium gives for the ID token</source><translation>Was ein altes Pomerium für das ID-Token gibt</translation></message>
    <message><location filename="../../pomtray/signin/callback/listener.py"/><source>What came: {error}.</source><translation>Was kam: {error}.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/forwarding.py"/><source>What comes to this address goes to {route}.</source><translation>Was an diese Adresse kommt, geht zu {route}.</translation></message>
    <message><location filename="../../pomtray/ui/forms/settings_editor.py"/><source>What does not count of it: {count}</source><translation>Was davon nicht gilt: {count}</translation></message>
    <message><location filename="../../pomtray/ui/window/activity.py"/><source>What happened, the newest first</source><translation>Was geschehen ist, das Neueste zuerst</translation></message>
    <message><location filename="../../pomtray/ui/window/details_pane.py"/><source>What helps: </source><translation>Was hilft: </translation></message>
    <message><location filename="../../pomtray/core/model/revocation_result.py"/><source>What is out already may be taken until it ends.</source><translation>Was schon herausgegeben ist, gilt womöglich bis zu seinem Ende.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/writer.py"/><source>What is to be taken back was changed there since.</source><translation>Was zurückgenommen werden soll, wurde dort inzwischen geändert.</translation></message>
    <message><location filename="../../pomtray/ui/forms/settings_editor.py"/><source>What is wrong, by lines</source><translation>Was nicht stimmt, nach Zeilen</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>What it may be used for at the provider.</source><translation>Wofür es beim Anbieter verwendet werden darf.</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>What servers were asked is waited for.</source><translation>Auf die Antworten der Server wird noch gewartet.</translation></message>
    <message><location filename="../../pomtray/cli/forget.py"/><source>What stays: the settings file ({path}) and the log ({log}).</source><translation>Es bleiben die Einstellungsdatei ({path}) und das Protokoll ({log}).</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><location filename="../../pomtray/signin/words.py"/><source>What the browser brought back is not the answer to this sign-in: {reason}.</source><translation>Was der Browser gebracht hat, ist nicht die Antwort auf diese Anmeldung: {reason}.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>What the browser brought is a session of {whose} at {iss}. {reason} If you go on, {route} receives that session{opens}. Say no, unless you know why.</source><translation>Was der Browser gebracht hat, ist eine Sitzung von {whose} bei {iss}. {reason} Wenn Sie weitermachen, erhält {route} diese Sitzung{opens}. Sagen Sie Nein, außer Sie wissen, warum.</translation></message>
    <message><location filename="../../pomtray/core/protocol/claims.py"/><source>What the browser brought is not a token of a Pomerium session: {reason}.</source><translation>Was der Browser gebracht hat, ist kein Token einer Pomerium-Sitzung: {reason}.</translation></message>
    <message><location filename="../../pomtray/signin/callback/over.py"/><source>What the browser sent does not belong to a sign-in.</source><translation>Was der Browser gesendet hat, gehört zu keiner Anmeldung.</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>What the browser shows after a sign-in</source><translation>Was der Browser nach einer Anmeldung zeigt</translation></message>
    <message><location filename="../../pomtray/desktop/client_secret.py"/><source>What the environment variable {name} holds</source><translation>Was in der Umgebungsvariablen {name} steht,</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/answers.py"/><source>What the identity provider sent in the step {step} is not what it should be: {said}.</source><translation>Was der Identitätsanbieter im Schritt „{step}“ gesendet hat, ist nicht, was es sein sollte: {said}.</translation></message>
    <message><location filename="../../pomtray/ui/forms/fields.py"/><source>What the program prints is the secret. No shell reads the words.</source><translation>Was das Programm ausgibt, ist das Geheimnis. Keine Shell liest die Wörter.</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>What the token says of itself (not verified)</source><translation>Was das Token von sich sagt (nicht geprüft)</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>What to do: {action}</source><translation>Was zu tun ist: {action}</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><location filename="../../pomtray/signin/words.py"/><source>What was pasted is not the answer to this sign-in: {reason}.</source><translation>Was eingefügt wurde, ist nicht die Antwort auf diese Anmeldung: {reason}.</translation></message>
    <message><location filename="../../pomtray/app/settings_events.py"/><source>What you add is kept in {path}.</source><translation>Was Sie hinzufügen, steht in {path}.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>What {origin} sent is not a token and its end: {reason}.</source><translation>Was {origin} gesendet hat, ist kein Token mit seinem Ende: {reason}.</translation></message>
    <message><location filename="../../pomtray/desktop/client_secret.py"/><source>What {program} printed</source><translation>Was {program} ausgegeben hat,</translation></message>
    <message><location filename="../../pomtray/core/details/checks.py"/><source>When</source><translation>Wann</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>When a session &amp;ends</source><translation>Wenn eine Sitzung en&amp;det</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>When the session ends</source><translation>Wenn die Sitzung endet</translation></message>
    <message><location filename="../../pomtray/core/network/proxy.py"/><source>Where a proxy is needed, set it by hand there, or as HTTPS_PROXY where pomtray is started from.</source><translation>Wo ein Proxy nötig ist, stellen Sie ihn dort von Hand ein, oder als HTTPS_PROXY dort, wo pomtray gestartet wird.</translation></message>
    <message><location filename="../../pomtray/cli/doctor/program_report.py"/><source>Where a proxy is needed, set it by hand there, or as HTTPS_PROXY.</source><translation>Wo ein Proxy nötig ist, stellen Sie ihn dort von Hand ein oder als HTTPS_PROXY.</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/providers.py"/><source>Where people or machines sign in, for routes that do not sign in at Pomerium. Most routes need none.</source><translation>Wo sich Personen oder Maschinen anmelden, für Routen, die sich nicht bei Pomerium anmelden. Die meisten Routen brauchen keinen.</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>Where the token may be sent</source><translation>Wohin das Token gesendet werden darf</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Whether anybody reads bearer tokens on {route} cannot be told: it answered {status} to a made-up one.</source><translation>Ob auf {route} jemand Bearer-Token liest, ist nicht zu erkennen: Die Antwort auf ein erfundenes war {status}.</translation></message>
    <message><location filename="../../pomtray/core/rows/note.py"/><source>Whether it opens more routes could not be asked: {sentence}</source><translation>Ob sie weitere Routen öffnet, ließ sich nicht erfragen: {sentence}</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>Whether the session of {who} lives is not known: {host} could not be asked.</source><translation>Ob die Sitzung von {who} noch besteht, ist nicht bekannt: {host} war nicht zu fragen.</translation></message>
    <message><location filename="../../pomtray/core/details/checks.py"/><source>Whether the session opens more routes could not be asked: {sentence}</source><translation>Ob die Sitzung weitere Routen öffnet, ließ sich nicht erfragen: {sentence}</translation></message>
    <message><location filename="../../pomtray/cli/handing/getting.py"/><source>Which address?</source><translation>Welche Adresse?</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Which of its identity providers Pomerium asked.</source><translation>Welchen seiner Identitätsanbieter Pomerium gefragt hat.</translation></message>
    <message><location filename="../../pomtray/cli/handing/handing.py"/><source>Which program?</source><translation>Welches Programm?</translation></message>
    <message><location filename="../../pomtray/cli/sessions.py"/><source>Which route?</source><translation>Welche Route?</translation></message>
    <message><location filename="../../pomtray/cli/demo.py"/><source>Who       {person}</source><translation>Wer       {person}</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Who says that it issued the token.</source><translation>Wer nach eigener Angabe das Token ausgestellt hat.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>Who somebody is</source><translation>Wer jemand ist</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/forwarding.py"/><source>Whoever knows it is you there: keep it to yourself. End with Ctrl+C.</source><translation>Wer sie kennt, gilt dort als Sie: Behalten Sie sie für sich. Beenden mit Strg+C.</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>Whom the token is meant for.</source><translation>Für wen das Token bestimmt ist.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Why am I blocked?</source><translation>Warum komme ich nicht durch?</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/blocked.py"/><source>Why am I blocked? {route}</source><translation>Warum komme ich nicht durch? {route}</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Why?</source><translation>Warum?</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/over_ssh.py"/><source>Windows has no sockets of that kind: `pomtray forward` needs Linux or macOS.</source><translation>Windows hat keine solchen Sockets: `pomtray forward` braucht Linux oder macOS.</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>With a refresh token.</source><translation>Mit einem Refresh-Token.</translation></message>
    <message><location filename="../../pomtray/core/activity.py"/><source>With the screen.</source><translation>Mit dem Bildschirm.</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>Worked out from when it was issued and `session_for`: nobody says when it ends.</source><translation>Berechnet aus dem Zeitpunkt der Ausstellung und `session_for`: Niemand sagt, wann sie endet.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Write an address of this computer, such as http://127.0.0.1:0/callback, that the provider allows too.</source><translation>Schreiben Sie eine Adresse dieses Computers, etwa http://127.0.0.1:0/callback, die auch der Anbieter erlaubt.</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>Write its url as tcp+https://NAME:PORT in the settings, and open it with `pomtray tcp`.</source><translation>Schreiben Sie die URL in den Einstellungen als tcp+https://NAME:PORT, und öffnen Sie die Route mit `pomtray tcp`.</translation></message>
    <message><location filename="../../pomtray/core/network/proxy.py"/><source>Write {source} as http://HOST:PORT or socks5h://HOST:PORT.</source><translation>Schreiben Sie {source} als http://HOST:PORT oder socks5h://HOST:PORT.</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>X-Pomerium-Authorization (leaves your own Authorization alone)</source><translation>X-Pomerium-Authorization (lässt Ihren eigenen Authorization-Header in Ruhe)</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Yes, as {person}</source><translation>Ja, als {person}</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>Yes, hand it over</source><translation>Ja, übergeben</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Yes, let it have the session</source><translation>Ja, die Sitzung überlassen</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Yes, renew</source><translation>Ja, erneuern</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Yes, that is me</source><translation>Ja, das bin ich</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>Yes, they belong together</source><translation>Ja, sie gehören zusammen</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>You allowed it when it was asked about.</source><translation>Sie haben es auf die Frage hin erlaubt.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>You can close this tab.</source><translation>Sie können diesen Tab schließen.</translation></message>
    <message><location filename="../../pomtray/core/model/signing_in.py"/><source>You cancelled the sign-in.</source><translation>Sie haben die Anmeldung abgebrochen.</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>You have to sign in again.</source><translation>Sie müssen sich neu anmelden.</translation></message>
    <message><location filename="../../pomtray/core/domain/login.py"/><source>You said no to "{title}"</source><translation>Sie haben „{title}“ verneint</translation></message>
    <message><location filename="../../pomtray/core/model/consenting.py"/><source>You said no to {program} for {route}.</source><translation>Sie haben {program} für {route} abgelehnt.</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>You said no, or its prompt was closed, so sessions are kept in memory only.</source><translation>Sie haben abgelehnt, oder die Abfrage wurde geschlossen; die Sitzungen bleiben deshalb nur im Arbeitsspeicher.</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>You said no, or the keyring's prompt was closed.</source><translation>Sie haben abgelehnt, oder die Abfrage des Schlüsselbunds wurde geschlossen.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Your desktop asks you about it.</source><translation>Ihr Desktop fragt Sie danach.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>Your desktop said no. It may have a place for such keys in its own settings.</source><translation>Ihr Desktop hat abgelehnt. Vielleicht hat er in seinen eigenen Einstellungen einen Platz für solche Tasten.</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>Your organisation's authority</source><translation>Zertifizierungsstelle Ihrer Organisation</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>`redirect_uri` {text}: it {reason}.</source><translation>`redirect_uri` {text}: {reason}.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>`scopes` in the settings must hold `openid`.</source><translation>`scopes` in den Einstellungen muss `openid` enthalten.</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/login_api.py"/><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>a Pomerium does not answer like that</source><translation>so antwortet kein Pomerium</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>a Pomerium of today has none</source><translation>ein heutiges Pomerium hat keinen</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>a Pomerium whose routes portal is switched off</source><translation>ein Pomerium mit abgeschaltetem Routenportal</translation></message>
    <message><location filename="../../pomtray/signin/web/server_certificate.py"/><source>a certificate for {hosts}, issued by itself, valid until {day}</source><translation>ein Zertifikat für {hosts}, von sich selbst ausgestellt, gültig bis {day}</translation></message>
    <message><location filename="../../pomtray/signin/web/server_certificate.py"/><source>a certificate for {hosts}, issued by {issuer}, valid until {day}</source><translation>ein Zertifikat für {hosts}, ausgestellt von {issuer}, gültig bis {day}</translation></message>
    <message><location filename="../../pomtray/signin/web/server_certificate.py"/><source>a certificate that cannot be read</source><translation>ein Zertifikat, das nicht lesbar ist</translation></message>
    <message><location filename="../../pomtray/core/protocol/strict_json.py"/><source>a name is there twice</source><translation>ein Name kommt zweimal vor</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>a new one (standard output)</source><translation>eine neue (Standardausgabe)</translation></message>
    <message><location filename="../../pomtray/core/protocol/strict_json.py"/><source>a number is not finite</source><translation>eine Zahl ist nicht endlich</translation></message>
    <message><location filename="../../pomtray/core/protocol/strict_json.py"/><source>a number is too long</source><translation>eine Zahl ist zu lang</translation></message>
    <message><location filename="../../pomtray/cli/settings/importing.py"/><source>new</source><comment>a route</comment><translation>neu</translation></message>
    <message><location filename="../../pomtray/cli/settings/importing.py"/><source>refused</source><comment>a route</comment><translation>abgelehnt</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>a route's name, or an address under it</source><translation>Name einer Route oder eine Adresse darunter</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>a route's name, or any address</source><translation>Name einer Route oder irgendeine Adresse</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>a token of this machine, from {provider},</source><translation>ein Token dieser Maschine, von {provider},</translation></message>
    <message><location filename="../../pomtray/signin/web/intermediaries.py"/><source>a web page came in place of an answer, as networks and gateways send for a sign-in</source><translation>statt einer Antwort kam eine Webseite, wie Netze und Gateways sie für eine Anmeldung senden</translation></message>
    <message><location filename="../../pomtray/core/details/value.py"/><location filename="../../pomtray/core/view/notice.py"/><source>about {when}</source><translation>etwa {when}</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>add a route to the settings file, and sign in to it</source><translation>der Einstellungsdatei eine Route hinzufügen und sich bei ihr anmelden</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>add it only, whatever is at the address</source><translation>nur hinzufügen, was immer an der Adresse ist</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>add the routes that another program's file names</source><translation>die Routen hinzufügen, die die Datei eines anderen Programms nennt</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>add {host} to NO_PROXY</source><translation>fügen Sie {host} zu NO_PROXY hinzu</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>add {host} to the hosts that need no proxy there</source><translation>fügen Sie {host} dort zu den Hosts ohne Proxy hinzu</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>after --: handed on as they are</source><translation>nach --: werden weitergegeben, wie sie sind</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/parser.py"/><source>after --: of ssh, such as -p 2222</source><translation>nach --: von ssh, etwa -p 2222</translation></message>
    <message><location filename="../../pomtray/core/rows/search.py"/><source>all</source><translation>alle</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/consent.py"/><source>a</source><comment>always, as one types it</comment><translation>i</translation></message>
    <message><location filename="../../pomtray/cli/usage_words.py"/><source>ambiguous option: %(option)s could match %(matches)s</source><translation>mehrdeutige Option: %(option)s kann %(matches)s sein</translation></message>
    <message><location filename="../../pomtray/signin/web/intermediaries.py"/><source>an AWS load balancer</source><translation>ein AWS-Load-Balancer</translation></message>
    <message><location filename="../../pomtray/core/rows/shared.py"/><source>an estimate</source><translation>eine Schätzung</translation></message>
    <message><location filename="../../pomtray/cli/demo.py"/><source>an estimate from the configured lifetime</source><translation>geschätzt nach der eingestellten Laufzeit</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>and {count} more</source><translation>und {count} weitere</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>and {count} more hosts</source><translation>und {count} weitere Hosts</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>another account of that name: its id was {before}, now it is {now}</source><translation>ein anderes Konto dieses Namens: Die ID war {before}, jetzt ist sie {now}</translation></message>
    <message><location filename="../../pomtray/core/protocol/id_token.py"/><source>another client asked for it</source><translation>ein anderer Client hat es angefordert</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>another program listens there, or this one may not</source><translation>ein anderes Programm lauscht dort, oder dieses darf es nicht</translation></message>
    <message><location filename="../../pomtray/signin/callback/listener.py"/><source>another site's page sent it</source><translation>die Seite einer anderen Website hat sie gesendet</translation></message>
    <message><location filename="../../pomtray/core/domain/stored.py"/><location filename="../../pomtray/desktop/vault/trouble.py"/><source>another version of pomtray wrote it</source><translation>eine andere Version von pomtray hat sie geschrieben</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>answer as JSON</source><translation>als JSON antworten</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>anything that names it: a link, a curl line; - reads it from standard input</source><translation>was immer sie nennt: ein Link, eine curl-Zeile; - liest sie von der Standardeingabe</translation></message>
    <message><location filename="../../pomtray/cli/usage_words.py"/><source>argument %(argument_name)s: %(message)s</source><translation>Argument %(argument_name)s: %(message)s</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>as soon as it can</source><translation>so bald wie möglich</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/parser.py"/><source>as ssh takes it</source><translation>wie ssh ihn nimmt</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>ask a route with curl, which gets the header unseen</source><translation>eine Route mit curl abfragen, das den Header ungesehen bekommt</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>ask here for the address at which the browser ends</source><translation>hier nach der Adresse fragen, bei der der Browser ankommt</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>asked for as audience of renewed tokens</source><translation>wird als Audience erneuerter Token verlangt</translation></message>
    <message><location filename="../../pomtray/core/domain/login.py"/><source>asking where to sign in</source><translation>fragt, wo angemeldet wird</translation></message>
    <message><location filename="../../pomtray/core/view/badge.py"/><source>asks you</source><translation>fragt Sie</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>authorities</source><translation>Zertifizierungsstellen</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>authorization</source><translation>Autorisierung</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>browser</source><translation>Browser</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>by the session's lifetime</source><translation>nach der Laufzeit der Sitzung</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>callback</source><translation>Rückkehr aus dem Browser</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/parser.py"/><source>carry standard input and output, as ssh's ProxyCommand</source><translation>Standardein- und -ausgabe übertragen, als ProxyCommand von ssh</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>certificates (PEM) to trust beside the system's</source><translation>Zertifikate (PEM), denen neben denen des Systems vertraut wird</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>certificates (PEM); they count for everything</source><translation>Zertifikate (PEM); sie gelten für alles</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>change nothing, only say what would be added</source><translation>nichts ändern, nur sagen, was hinzukäme</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>check</source><translation>Prüfung</translation></message>
    <message><location filename="../../pomtray/core/rows/note.py"/><source>checked {ago}</source><translation>geprüft {ago}</translation></message>
    <message><location filename="../../pomtray/core/domain/login.py"/><source>checking</source><translation>wird geprüft</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>cleared in {copied}</source><translation>wird in {copied} geleert</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>client certificate</source><translation>Client-Zertifikat</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>clipboard</source><translation>Zwischenablage</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>clock</source><translation>Uhr</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>connection</source><translation>Verbindung</translation></message>
    <message><location filename="../../pomtray/core/settings/saved_connections.py"/><source>connection {number}</source><translation>Verbindung {number}</translation></message>
    <message><location filename="../../pomtray/core/model/copying.py"/><source>curl command for {route} copied</source><translation>curl-Befehl für {route} kopiert</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>discovery</source><translation>Discovery</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>do not ask first</source><translation>nicht vorher fragen</translation></message>
    <message><location filename="../../pomtray/core/protocol/sign_in_url.py"/><source>does not lead back to this program</source><translation>sie führt nicht zu diesem Programm zurück</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>draw every view and state into files there, of the demo's routes</source><translation>jede Ansicht und jeden Zustand der Demo-Routen in Dateien dort zeichnen</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>encryption</source><translation>Verschlüsselung</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>end no session at its server</source><translation>keine Sitzung bei ihrem Server beenden</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>end not known</source><translation>Ende nicht bekannt</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><location filename="../../pomtray/core/rows/search.py"/><location filename="../../pomtray/core/view/badge.py"/><source>ended</source><translation>beendet</translation></message>
    <message><location filename="../../pomtray/core/rows/note.py"/><source>ended by the server {ago}</source><translation>vom Server beendet {ago}</translation></message>
    <message><location filename="../../pomtray/core/rows/search.py"/><location filename="../../pomtray/core/view/badge.py"/><source>ending soon</source><translation>endet bald</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>entries of the settings file are refused</source><translation>Einträge der Einstellungsdatei gelten nicht</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>exchange</source><translation>Eintausch</translation></message>
    <message><location filename="../../pomtray/cli/usage_words.py"/><source>expected at least one argument</source><translation>mindestens ein Argument erwartet</translation></message>
    <message><location filename="../../pomtray/cli/usage_words.py"/><source>expected at most one argument</source><translation>höchstens ein Argument erwartet</translation></message>
    <message><location filename="../../pomtray/cli/usage_words.py"/><source>expected one argument</source><translation>ein Argument erwartet</translation></message>
    <message><location filename="../../pomtray/core/view/badge.py"/><source>failed</source><translation>fehlgeschlagen</translation></message>
    <message numerus="yes"><location filename="../../pomtray/core/view/summary.py"/><source>{count} programs ask you</source><comment>first</comment><extracomment>One: A program asks you</extracomment><translation><numerusform>Ein Programm fragt Sie</numerusform><numerusform>{count} Programme fragen Sie</numerusform></translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>for the person to sign in, where that is needed</source><translation>auf die Anmeldung der Person warten, wo sie nötig ist</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>for which (as SHELL says)</source><translation>für welche (wie SHELL sagt)</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>get a session with a full lifetime</source><translation>eine Sitzung mit voller Laufzeit holen</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>git's credential helper</source><translation>Anmeldehilfe (credential helper) für git</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/parser.py"/><source>hand out its credential without asking, and no other; may be given again</source><translation>ihre Zugangsdaten ohne Nachfrage herausgeben, und keine anderen; mehrfach möglich</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>hand over the token by this variable of the program</source><translation>das Token in dieser Variablen des Programms übergeben</translation></message>
    <message><location filename="../../pomtray/core/protocol/sign_in_url.py"/><source>has a fragment</source><translation>sie hat ein Fragment</translation></message>
    <message><location filename="../../pomtray/core/protocol/sign_in_url.py"/><source>has a parameter twice</source><translation>ein Parameter kommt zweimal vor</translation></message>
    <message><location filename="../../pomtray/core/protocol/sign_in_url.py"/><source>has an expiry that is no time</source><translation>ihr Ablauf ist keine Zeit</translation></message>
    <message><location filename="../../pomtray/core/protocol/sign_in_url.py"/><source>has no path</source><translation>sie hat keinen Pfad</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>have it read the vault again; the keyring may ask you</source><translation>den Tresor wieder lesen lassen; vielleicht fragt der Schlüsselbund</translation></message>
    <message><location filename="../../pomtray/cli/settings/importing.py"/><source>here already</source><translation>schon da</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>hidden, as the preferences say</source><translation>verborgen, wie eingestellt</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>look</source><comment>how a step came out</comment><translation>Fehler</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>note</source><comment>how a step came out</comment><translation>Hinweis</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>well</source><comment>how a step came out</comment><translation>gut</translation></message>
    <message><location filename="../../pomtray/core/domain/origin.py"/><source>http:// is accepted for loopback hosts only; use https://</source><translation>http:// geht nur für Loopback-Hosts; verwenden Sie https://</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>https://…, letter for letter as the provider writes it</source><translation>https://…, Buchstabe für Buchstabe, wie der Anbieter es schreibt</translation></message>
    <message><location filename="../../pomtray/cli/usage_words.py"/><source>ignored explicit argument %r</source><translation>Wert %r wird nicht gebraucht</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>in front of it</source><translation>davor</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>into the menu, or out of it and of the session's start</source><translation>ins Menü, oder aus ihm und aus dem Start der Desktop-Sitzung</translation></message>
    <message><location filename="../../pomtray/cli/usage_words.py"/><source>invalid %(type)s value: %(value)r</source><translation>ungültiger Wert (%(type)s): %(value)r</translation></message>
    <message><location filename="../../pomtray/cli/usage_words.py"/><source>invalid choice: %(value)r (choose from %(choices)s)</source><translation>%(value)r gibt es nicht (zur Wahl: %(choices)s)</translation></message>
    <message><location filename="../../pomtray/cli/usage_words.py"/><source>invalid choice: %(value)r, maybe you meant %(suggestion)r? (choose from %(choices)s)</source><translation>%(value)r gibt es nicht, meinen Sie %(suggestion)r? (zur Wahl: %(choices)s)</translation></message>
    <message><location filename="../../pomtray/core/network/tunnel.py"/><source>is a UDP route: pomtray opens TCP routes only</source><translation>sie ist eine UDP-Route: pomtray öffnet nur TCP-Routen</translation></message>
    <message><location filename="../../pomtray/core/protocol/sign_in_url.py"/><source>is longer than 8 KB</source><translation>sie ist länger als 8 KB</translation></message>
    <message><location filename="../../pomtray/core/protocol/sign_in_url.py"/><source>is not encoded correctly</source><translation>sie ist nicht richtig kodiert</translation></message>
    <message><location filename="../../pomtray/core/protocol/sign_in_url.py"/><source>is refused: it {error}</source><translation>sie wird abgelehnt: {error}</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>it answered {status}</source><translation>er hat mit {status} geantwortet</translation></message>
    <message><location filename="../../pomtray/forward/mcp_endpoint.py"/><source>it answered {status}, not as an MCP server does</source><translation>die Antwort war {status}, nicht die eines MCP-Servers</translation></message>
    <message><location filename="../../pomtray/core/protocol/id_token.py"/><source>it belongs to another access token</source><translation>es gehört zu einem anderen Access-Token</translation></message>
    <message><location filename="../../pomtray/core/protocol/id_token.py"/><source>it belongs to another sign-in</source><translation>es gehört zu einer anderen Anmeldung</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>it cannot be read as PEM</source><translation>sie ist nicht als PEM lesbar</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/code_query.py"/><source>it comes from another provider</source><translation>sie kommt von einem anderen Anbieter</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>it did not answer in time</source><translation>er hat nicht rechtzeitig geantwortet</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>it did not find an ID token in what was sent</source><translation>er hat im Gesendeten kein ID-Token gefunden</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/login_api.py"/><source>it does not accept an address on this computer as the place to return to</source><translation>es erlaubt keine Adresse auf diesem Computer für die Rückkehr</translation></message>
    <message><location filename="../../pomtray/signin/callback/loopback.py"/><location filename="../../pomtray/signin/provider/callback/code_listener.py"/><source>it does not belong to this sign-in</source><translation>sie gehört nicht zu dieser Anmeldung</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/code_query.py"/><source>it does not have exactly one of code and error</source><translation>sie hat nicht genau eines von code und error</translation></message>
    <message><location filename="../../pomtray/signin/callback/query.py"/><source>it does not have exactly one pomerium_jwt</source><translation>sie hat nicht genau ein pomerium_jwt</translation></message>
    <message><location filename="../../pomtray/core/protocol/claims.py"/><source>it does not have three parts of base64url</source><translation>es hat nicht drei Teile in base64url</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/login_api.py"/><source>it does not know the login API</source><translation>es kennt die Login-API nicht</translation></message>
    <message><location filename="../../pomtray/signin/provider/id_token.py"/><source>it does not name its key</source><translation>es nennt seinen Schlüssel nicht</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/code_query.py"/><source>it does not say which provider it comes from</source><translation>sie sagt nicht, von welchem Anbieter sie kommt</translation></message>
    <message><location filename="../../pomtray/core/protocol/metadata.py"/><source>it does not support PKCE with S256</source><translation>es unterstützt PKCE mit S256 nicht</translation></message>
    <message><location filename="../../pomtray/core/protocol/id_token.py"/><source>it ends before it begins</source><translation>es endet, bevor es beginnt</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/login_api.py"/><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>it failed</source><translation>es ist fehlgeschlagen</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>it gave no reason</source><translation>ohne Angabe von Gründen</translation></message>
    <message><location filename="../../pomtray/signin/callback/listener.py"/><source>it has a body</source><translation>sie hat einen Inhalt</translation></message>
    <message><location filename="../../pomtray/core/protocol/id_token.py"/><source>it has expired{clock}</source><translation>es ist abgelaufen{clock}</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>it has no Expiry</source><translation>Expiry fehlt</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>it has no Token</source><translation>Token fehlt</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>it has no address here (DNS)</source><translation>er hat hier keine Adresse (DNS)</translation></message>
    <message><location filename="../../pomtray/core/protocol/claims.py"/><location filename="../../pomtray/core/protocol/id_token.py"/><source>it has no audience</source><translation>die Audience fehlt</translation></message>
    <message><location filename="../../pomtray/signin/callback/query.py"/><source>it has no pomerium_jwt</source><translation>pomerium_jwt fehlt</translation></message>
    <message><location filename="../../pomtray/core/protocol/claims.py"/><source>it has no {key}</source><translation>{key} fehlt</translation></message>
    <message><location filename="../../pomtray/core/protocol/metadata.py"/><location filename="../../pomtray/core/protocol/oauth.py"/><location filename="../../pomtray/core/protocol/strict_json.py"/><source>it has no {name}</source><translation>{name} fehlt</translation></message>
    <message><location filename="../../pomtray/signin/callback/query.py"/><location filename="../../pomtray/signin/provider/callback/code_query.py"/><source>it has too many parameters</source><translation>zu viele Parameter</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/code_query.py"/><source>it has {name} more than once</source><translation>{name} kommt mehr als einmal vor</translation></message>
    <message><location filename="../../pomtray/signin/web/client_certificate.py"/><source>it holds no certificate with its key</source><translation>sie enthält kein Zertifikat mit seinem Schlüssel</translation></message>
    <message><location filename="../../pomtray/core/protocol/oauth.py"/><source>it holds no code to type in</source><translation>kein Code zum Eintippen dabei</translation></message>
    <message><location filename="../../pomtray/core/protocol/oauth.py"/><source>it holds no token</source><translation>kein Token dabei</translation></message>
    <message><location filename="../../pomtray/core/protocol/strict_json.py"/><source>it holds too many values</source><translation>zu viele Werte</translation></message>
    <message><location filename="../../pomtray/signin/provider/id_token.py"/><source>it is a token of another kind</source><translation>es ist ein Token anderer Art</translation></message>
    <message><location filename="../../pomtray/core/protocol/id_token.py"/><source>it is another person's</source><translation>es gehört jemand anderem</translation></message>
    <message><location filename="../../pomtray/signin/provider/id_token.py"/><source>it is encrypted: have the provider sign it only, for this client</source><translation>es ist verschlüsselt: Lassen Sie es den Anbieter für diesen Client nur signieren</translation></message>
    <message><location filename="../../pomtray/core/protocol/id_token.py"/><source>it is for another client</source><translation>es ist für einen anderen Client</translation></message>
    <message><location filename="../../pomtray/core/protocol/id_token.py"/><source>it is for several clients, not for this one, and does not say who asked for it</source><translation>es ist für mehrere Clients, nicht für diesen, und sagt nicht, wer es angefordert hat</translation></message>
    <message><location filename="../../pomtray/core/protocol/id_token.py"/><source>it is from another issuer</source><translation>es kommt von einem anderen Aussteller</translation></message>
    <message><location filename="../../pomtray/signin/web/client_certificate.py"/><source>it is neither PEM nor PKCS#12 with a certificate and its key</source><translation>sie ist weder PEM noch PKCS#12 mit einem Zertifikat und seinem Schlüssel</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/code_listener.py"/><source>it is neither an address nor a code</source><translation>es ist weder eine Adresse noch ein Code</translation></message>
    <message><location filename="../../pomtray/core/protocol/strict_json.py"/><source>it is nested too deeply</source><translation>zu tief verschachtelt</translation></message>
    <message><location filename="../../pomtray/core/network/no_proxy.py"/><source>it is no address or network</source><translation>weder Adresse noch Netz</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/jwks.py"/><source>it is no list of keys</source><translation>es ist keine Liste von Schlüsseln</translation></message>
    <message><location filename="../../pomtray/core/network/no_proxy.py"/><source>it is no name, address or network</source><translation>weder Name noch Adresse oder Netz</translation></message>
    <message><location filename="../../pomtray/signin/provider/id_token.py"/><source>it is no signed token of the usual size</source><translation>es ist kein signiertes Token der üblichen Größe</translation></message>
    <message><location filename="../../pomtray/core/protocol/strict_json.py"/><source>it is not JSON</source><translation>kein JSON</translation></message>
    <message><location filename="../../pomtray/core/protocol/strict_json.py"/><source>it is not a JSON object</source><translation>kein JSON-Objekt</translation></message>
    <message><location filename="../../pomtray/signin/callback/loopback.py"/><location filename="../../pomtray/signin/provider/callback/code_listener.py"/><source>it is not an address</source><translation>es ist keine Adresse</translation></message>
    <message><location filename="../../pomtray/signin/callback/loopback.py"/><source>it is not one address</source><translation>es ist nicht eine Adresse allein</translation></message>
    <message><location filename="../../pomtray/signin/provider/id_token.py"/><source>it is not signed</source><translation>es ist nicht signiert</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>it is not trusted</source><translation>ihm wird nicht vertraut</translation></message>
    <message><location filename="../../pomtray/core/protocol/id_token.py"/><source>it is not valid yet{clock}</source><translation>es gilt noch nicht{clock}</translation></message>
    <message><location filename="../../pomtray/core/domain/stored.py"/><source>it is not what pomtray writes</source><translation>so etwas schreibt pomtray nicht</translation></message>
    <message><location filename="../../pomtray/signin/provider/id_token.py"/><source>it is signed with {algorithm}, which is not accepted; RS256, PS256, ES256 or EdDSA are</source><translation>es ist mit {algorithm} signiert, was nicht angenommen wird; RS256, PS256, ES256 oder EdDSA werden es</translation></message>
    <message><location filename="../../pomtray/core/protocol/metadata.py"/><source>it is that of another issuer, {stated}</source><translation>es ist das eines anderen Ausstellers, {stated}</translation></message>
    <message><location filename="../../pomtray/core/protocol/strict_json.py"/><source>it is too large</source><translation>zu groß</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/ask_socket.py"/><location filename="../../pomtray/signin/callback/query.py"/><location filename="../../pomtray/signin/provider/callback/code_query.py"/><source>it is too long</source><translation>es ist zu lang</translation></message>
    <message><location filename="../../pomtray/signin/web/client_certificate.py"/><source>it may not be read</source><translation>sie darf nicht gelesen werden</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/login_api.py"/><source>it redirects, which a Pomerium does not do here</source><translation>es leitet weiter, was ein Pomerium hier nicht tut</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/refusals.py"/><source>it redirects, which is not followed</source><translation>es leitet weiter, dem wird nicht gefolgt</translation></message>
    <message><location filename="../../pomtray/signin/web/intermediaries.py"/><source>it sends this program to {elsewhere}, as access gateways and networks do for a sign-in of their own</source><translation>es schickt dieses Programm zu {elsewhere}, wie es Gateways und Netze für eine eigene Anmeldung tun</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/login_api.py"/><source>it wants a sign-in of its own</source><translation>es verlangt eine eigene Anmeldung</translation></message>
    <message><location filename="../../pomtray/core/protocol/id_token.py"/><source>it was issued in the future{clock}</source><translation>es wurde in der Zukunft ausgestellt{clock}</translation></message>
    <message><location filename="../../pomtray/core/protocol/id_token.py"/><source>it was issued too long ago{clock}</source><translation>es wurde vor zu langer Zeit ausgestellt{clock}</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>its Expiry is no time</source><translation>Expiry ist keine Zeit</translation></message>
    <message><location filename="../../pomtray/core/protocol/claims.py"/><location filename="../../pomtray/core/protocol/id_token.py"/><source>its audience is not a list of names</source><translation>die Audience ist keine Liste von Namen</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/code_query.py"/><source>its code is not one</source><translation>der Code ist keiner</translation></message>
    <message><location filename="../../pomtray/desktop/client_secret.py"/><source>its command cannot be used</source><translation>der Befehl ist nicht verwendbar</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/code_query.py"/><source>its error is not one</source><translation>der Fehler ist keiner</translation></message>
    <message><location filename="../../pomtray/signin/provider/id_token.py"/><source>its header asks for what this program does not do</source><translation>der Header verlangt, was dieses Programm nicht tut</translation></message>
    <message><location filename="../../pomtray/signin/provider/id_token.py"/><source>its header is not base64url</source><translation>der Header ist nicht base64url</translation></message>
    <message><location filename="../../pomtray/core/protocol/metadata.py"/><source>its issuer differs in the slash at the end; write issuer = "{stated}"</source><translation>der Aussteller unterscheidet sich im Schrägstrich am Ende; schreiben Sie issuer = "{stated}"</translation></message>
    <message><location filename="../../pomtray/core/protocol/metadata.py"/><source>its issuer has a query or a fragment, which RFC 8414 does not allow</source><translation>der Aussteller hat eine Query oder ein Fragment, was RFC 8414 nicht erlaubt</translation></message>
    <message><location filename="../../pomtray/core/protocol/metadata.py"/><source>its issuer {error}</source><translation>Aussteller: {error}</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/jwks.py"/><source>its keys are not there ({status})</source><translation>die Schlüssel sind nicht da ({status})</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/ask_socket.py"/><source>its line has no end</source><translation>die Zeile hat kein Ende</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/parser.py"/><source>its name</source><translation>ihr Name</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/parser.py"/><source>its name, tcp+https://NAME:PORT or NAME:PORT</source><translation>ihr Name, tcp+https://NAME:PORT oder NAME:PORT</translation></message>
    <message><location filename="../../pomtray/core/protocol/claims.py"/><source>its payload is not base64url</source><translation>der Inhalt ist nicht base64url</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>its place</source><translation>deren Stelle</translation></message>
    <message><location filename="../../pomtray/signin/callback/query.py"/><source>its pomerium_jwt is not a token</source><translation>pomerium_jwt ist kein Token</translation></message>
    <message><location filename="../../pomtray/core/network/no_proxy.py"/><source>its port is not a number from 1 to 65535</source><translation>der Port ist keine Zahl von 1 bis 65535</translation></message>
    <message><location filename="../../pomtray/signin/provider/id_token.py"/><source>its signature is by none of the provider's keys</source><translation>die Signatur ist von keinem der Schlüssel des Anbieters</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>its signature or its audience is not what this Pomerium expects</source><translation>die Signatur oder die Audience ist nicht, was dieses Pomerium erwartet</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/code_query.py"/><source>its state is not that of this sign-in</source><translation>state ist nicht der dieser Anmeldung</translation></message>
    <message><location filename="../../pomtray/core/protocol/id_token.py"/><source>its sub is no name of a person</source><translation>sub ist kein Name einer Person</translation></message>
    <message><location filename="../../pomtray/core/protocol/oauth.py"/><source>its token is not a bearer token</source><translation>das Token ist kein Bearer-Token</translation></message>
    <message><location filename="../../pomtray/core/protocol/claims.py"/><source>its {key} is no time</source><translation>{key} ist keine Zeit</translation></message>
    <message><location filename="../../pomtray/core/protocol/oauth.py"/><source>its {name} holds characters that RFC 6749 does not allow</source><translation>{name} enthält Zeichen, die RFC 6749 nicht erlaubt</translation></message>
    <message><location filename="../../pomtray/core/protocol/oauth.py"/><source>its {name} holds characters that no token has, or is too long</source><translation>{name} enthält Zeichen, die kein Token hat, oder ist zu lang</translation></message>
    <message><location filename="../../pomtray/core/protocol/strict_json.py"/><source>its {name} is neither true nor false</source><translation>{name} ist weder wahr noch falsch</translation></message>
    <message><location filename="../../pomtray/core/protocol/metadata.py"/><source>its {name} is no address of an endpoint</source><translation>{name} ist keine Adresse eines Endpunkts</translation></message>
    <message><location filename="../../pomtray/core/protocol/strict_json.py"/><source>its {name} is no list of texts</source><translation>{name} ist keine Liste von Texten</translation></message>
    <message><location filename="../../pomtray/core/protocol/oauth.py"/><source>its {name} is no number of seconds</source><translation>{name} ist keine Zahl von Sekunden</translation></message>
    <message><location filename="../../pomtray/core/protocol/strict_json.py"/><source>its {name} is no text</source><translation>{name} ist kein Text</translation></message>
    <message><location filename="../../pomtray/core/protocol/id_token.py"/><source>its {name} is no time</source><translation>{name} ist keine Zeit</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/code_query.py"/><source>its {name} is not ASCII</source><translation>{name} ist nicht ASCII</translation></message>
    <message><location filename="../../pomtray/core/protocol/metadata.py"/><source>its {name} is on this computer and the provider is not</source><translation>{name} liegt auf diesem Computer, der Anbieter aber nicht</translation></message>
    <message><location filename="../../pomtray/core/protocol/oauth.py"/><source>its {name} is too long</source><translation>{name} ist zu lang</translation></message>
    <message><location filename="../../pomtray/core/protocol/metadata.py"/><location filename="../../pomtray/core/protocol/oauth.py"/><source>its {name} {error}</source><translation>{name}: {error}</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>just now</source><translation>gerade eben</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>keyring</source><translation>Schlüsselbund</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>kubectl's credential plugin: prints an ExecCredential</source><translation>Anmelde-Plugin für kubectl: gibt ein ExecCredential aus</translation></message>
    <message><location filename="../../pomtray/core/protocol/sign_in_url.py"/><source>leads to another host than {route}</source><translation>sie führt zu einem anderen Host als {route}</translation></message>
    <message><location filename="../../pomtray/core/protocol/sign_in_url.py"/><source>leads to this computer, where the sign-in page of another one cannot be</source><translation>sie führt zu diesem Computer, wo die Anmeldeseite eines anderen nicht sein kann</translation></message>
    <message><location filename="../../pomtray/cli/settings/exporting.py"/><source>left out, as it may be secret or is of this computer alone: {names}.</source><translation>weggelassen, weil vielleicht geheim oder nur für diesen Computer: {names}.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/parser.py"/><source>let a shell on another machine ask this one, over SSH</source><translation>eine Shell auf einem anderen Computer diesen fragen lassen, über SSH</translation></message>
    <message><location filename="../../pomtray/core/details/checks.py"/><source>lets the session in, as far as is known</source><translation>lässt die Sitzung ein, soweit bekannt</translation></message>
    <message><location filename="../../pomtray/core/view/badge.py"/><source>locked</source><translation>gesperrt</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>locking</source><translation>wird gesperrt</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><location filename="../../pomtray/signin/pomerium/login_api.py"/><source>login API</source><translation>Login-API</translation></message>
    <message><location filename="../../pomtray/core/domain/origin.py"/><source>must be printable ASCII without spaces (write other scripts as punycode)</source><translation>nur druckbare ASCII-Zeichen ohne Leerzeichen (andere Schriften als Punycode)</translation></message>
    <message><location filename="../../pomtray/core/network/tunnel.py"/><source>must end with a port, like tcp+https://db.example.com:5432</source><translation>am Ende muss ein Port stehen, wie in tcp+https://db.example.com:5432</translation></message>
    <message><location filename="../../pomtray/core/domain/origin.py"/><source>must not contain a backslash</source><translation>kein Backslash erlaubt</translation></message>
    <message><location filename="../../pomtray/core/domain/origin.py"/><source>must not contain a user name or password</source><translation>kein Benutzername und kein Passwort erlaubt</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/code_listener.py"/><source>must not have a query or a fragment</source><translation>ohne Query und ohne Fragment</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/code_listener.py"/><source>must start with http://: this program has no certificate for this computer</source><translation>sie muss mit http:// beginnen: Dieses Programm hat kein Zertifikat für diesen Computer</translation></message>
    <message><location filename="../../pomtray/core/domain/origin.py"/><source>must start with https:// (http:// on a loopback host only)</source><translation>sie muss mit https:// beginnen (http:// nur für Loopback-Hosts)</translation></message>
    <message><location filename="../../pomtray/core/network/tunnel.py"/><source>must start with tcp+https://</source><translation>sie muss mit tcp+https:// beginnen</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>name</source><translation>Name</translation></message>
    <message><location filename="../../pomtray/core/rows/search.py"/><source>needs you</source><translation>braucht Sie</translation></message>
    <message><location filename="../../pomtray/ui/forms/preferences.py"/><source>never</source><translation>nie</translation></message>
    <message><location filename="../../pomtray/core/rows/note.py"/><source>no answer</source><translation>keine Antwort</translation></message>
    <message><location filename="../../pomtray/core/details/checks.py"/><source>no answer that says anything</source><translation>keine Antwort, die etwas sagt</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>no reason given</source><translation>ohne Angabe von Gründen</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>nobody any more</source><translation>niemanden mehr</translation></message>
    <message><location filename="../../pomtray/cli/demo.py"/><location filename="../../pomtray/core/details/telling.py"/><location filename="../../pomtray/core/view/notice.py"/><source>nobody knows when</source><translation>niemand weiß, wann</translation></message>
    <message><location filename="../../pomtray/signin/web/server_certificate.py"/><source>nobody who says a name</source><translation>jemandem ohne Namen</translation></message>
    <message><location filename="../../pomtray/ui/forms/add_route.py"/><source>none</source><translation>keine</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>none; with commas between them</source><translation>keine; mit Kommas dazwischen</translation></message>
    <message><location filename="../../pomtray/core/view/badge.py"/><source>not allowed</source><translation>nicht erlaubt</translation></message>
    <message><location filename="../../pomtray/cli/usage_words.py"/><source>not allowed with argument %s</source><translation>nicht zusammen mit %s erlaubt</translation></message>
    <message><location filename="../../pomtray/cli/demo.py"/><source>not known</source><translation>nicht bekannt</translation></message>
    <message><location filename="../../pomtray/core/rows/note.py"/><source>not renewed any more: sign in again</source><translation>wird nicht mehr erneuert: neu anmelden</translation></message>
    <message><location filename="../../pomtray/core/rows/note.py"/><source>not renewed yet, tried again at {when}</source><translation>noch nicht erneuert, nächster Versuch {when}</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>not saved</source><translation>nicht gespeichert</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>nothing answers there</source><translation>dort antwortet nichts</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>nothing before it has ended</source><translation>nichts, bevor sie zu Ende ist</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>notices</source><translation>Benachrichtigungen</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>now</source><translation>jetzt</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>of a Pomerium, of pomerium-cli or Pomerium Desktop, or of another pomtray</source><translation>eines Pomerium, von pomerium-cli oder Pomerium Desktop, oder eines anderen pomtray</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>of a provider without a discovery document</source><translation>eines Anbieters ohne Discovery-Dokument</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>of every route</source><translation>bei jeder Route</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>of the client that is registered there for pomtray</source><translation>des Clients, der dort für pomtray registriert ist</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/parser.py"/><source>of the endpoint (default: the one in the route's url)</source><translation>des Endpunkts (Standard: der aus url der Route)</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>of the header (as the route has it)</source><translation>des Headers (wie bei der Route)</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>of the plugin (v1)</source><translation>des Plugins (v1)</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>of the provider {name} or under [preferences]</source><translation>des Anbieters {name} oder unter [preferences]</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>of the provider, for the older exchange</source><translation>des Anbieters, für den älteren Tausch</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>of the route (made of its host)</source><translation>der Route (aus ihrem Host gebildet)</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>of the route {name} or under [preferences]</source><translation>der Route {name} oder unter [preferences]</translation></message>
    <message><location filename="../../pomtray/core/details/checks.py"/><location filename="../../pomtray/core/rows/note.py"/><location filename="../../pomtray/core/view/summary.py"/><source>offline</source><translation>offline</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/parser.py"/><source>on loopback only (default: any free port of 127.0.0.1)</source><translation>nur auf Loopback (Standard: ein freier Port von 127.0.0.1)</translation></message>
    <message><location filename="../../pomtray/forward/local.py"/><source>only loopback is listened on: 127.0.0.1 or [::1]</source><translation>nur Loopback ist möglich: 127.0.0.1 oder [::1]</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>only serve: print the routes, until interrupted</source><translation>nur bereitstellen: die Routen ausgeben, bis zum Abbruch</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/parser.py"/><source>open a TCP route: a port on this machine, or standard input and output</source><translation>eine TCP-Route öffnen: ein Port auf diesem Computer, oder Standardein- und -ausgabe</translation></message>
    <message><location filename="../../pomtray/cli/usage_words.py"/><source>options</source><translation>Optionen</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>ours at the provider</source><translation>unsere beim Anbieter</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>play one sign-in in the terminal</source><translation>eine Anmeldung im Terminal vorspielen</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>policy</source><translation>Richtlinie</translation></message>
    <message><location filename="../../pomtray/ui/forms/offer_dialog.py"/><source>pomerium-cli keeps a session unencrypted, for whoever can read your files:</source><translation>pomerium-cli bewahrt eine Sitzung unverschlüsselt auf, für alle, die Ihre Dateien lesen können:</translation></message>
    <message><location filename="../../pomtray/ui/forms/offer_dialog.py"/><source>pomerium-cli keeps {count} sessions unencrypted, for whoever can read your files:</source><translation>pomerium-cli bewahrt {count} Sitzungen unverschlüsselt auf, für alle, die Ihre Dateien lesen können:</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/ask_socket.py"/><source>pomtray answers others just now.</source><translation>pomtray antwortet gerade anderen.</translation></message>
    <message><location filename="../../pomtray/controller/requests.py"/><source>pomtray asks you, at its icon or in its window: {title}</source><translation>pomtray fragt Sie, an seinem Symbol oder in seinem Fenster: {title}</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>pomtray cannot be locked</source><translation>pomtray kann nicht gesperrt werden</translation></message>
    <message><location filename="../../pomtray/desktop/sockets/ask_socket.py"/><source>pomtray could not answer</source><translation>pomtray konnte nicht antworten</translation></message>
    <message><location filename="../../pomtray/cli/desktop.py"/><source>pomtray could not change the menu: {why}: {place}</source><translation>pomtray konnte das Menü nicht ändern: {why}: {place}</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>pomtray encrypts your sessions and keeps the key in the keyring. Without it they are kept in memory only.</source><translation>pomtray verschlüsselt Ihre Sitzungen und bewahrt den Schlüssel im Schlüsselbund auf. Ohne ihn bleiben sie nur im Arbeitsspeicher.</translation></message>
    <message><location filename="../../pomtray/cli/forget.py"/><source>pomtray forget asks before it does anything, and this is no terminal. Add --yes to go on without asking.</source><translation>pomtray forget fragt, bevor es etwas tut, und dies ist kein Terminal. Mit --yes geht es ohne Nachfrage weiter.</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>pomtray is being locked</source><translation>pomtray wird gerade gesperrt</translation></message>
    <message><location filename="../../pomtray/cli/desktop.py"/><source>pomtray is in the menu.</source><translation>pomtray ist im Menü.</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>pomtray is locked</source><translation>pomtray ist gesperrt</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>pomtray is not locked</source><translation>pomtray ist nicht gesperrt</translation></message>
    <message><location filename="../../pomtray/cli/desktop.py"/><source>pomtray is out of the menu, and does not start by itself.</source><translation>pomtray ist aus dem Menü entfernt und startet nicht von selbst.</translation></message>
    <message><location filename="../../pomtray/ui/icons/first_icon.py"/><source>pomtray is starting…</source><translation>pomtray startet…</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>pomtray is still locked</source><translation>pomtray ist noch gesperrt</translation></message>
    <message><location filename="../../pomtray/cli/doctor/doctor.py"/><source>pomtray on this computer</source><translation>pomtray auf diesem Computer</translation></message>
    <message><location filename="../../pomtray/cli/forget.py"/><source>pomtray runs with {path}. Quit it first, then run this again.</source><translation>pomtray läuft mit {path}. Beenden Sie es zuerst, dann führen Sie dies erneut aus.</translation></message>
    <message><location filename="../../pomtray/core/activity.py"/><source>pomtray was locked</source><translation>pomtray wurde gesperrt</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>pomtray was locked before it was done.</source><translation>pomtray wurde vorher gesperrt.</translation></message>
    <message><location filename="../../pomtray/desktop/processes/own_files.py"/><source>pomtray was removed</source><translation>pomtray wurde entfernt</translation></message>
    <message><location filename="../../pomtray/core/activity.py"/><source>pomtray was unlocked</source><translation>pomtray wurde entsperrt</translation></message>
    <message><location filename="../../pomtray/desktop/processes/own_files.py"/><source>pomtray was updated</source><translation>pomtray wurde aktualisiert</translation></message>
    <message><location filename="../../pomtray/desktop/files/report_file.py"/><source>pomtray {version}, Python {python}, {platform}, {at}</source><translation>pomtray {version}, Python {python}, {platform}, {at}</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>pomtray: locked</source><translation>pomtray: gesperrt</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>pomtray: signed out</source><translation>pomtray: abgemeldet</translation></message>
    <message><location filename="../../pomtray/cli/usage_words.py"/><source>positional arguments</source><translation>Argumente</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>print a kubeconfig whose user is signed in by pomtray</source><translation>eine kubeconfig ausgeben, deren Benutzer pomtray anmeldet</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>print the address to sign in at, and open nothing</source><translation>die Adresse zum Anmelden ausgeben und nichts öffnen</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>print the header as variables for a shell</source><translation>den Header als Variablen für eine Shell ausgeben</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>print the header that signs a request in</source><translation>den Header ausgeben, der eine Anfrage anmeldet</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/parser.py"/><source>print the sign-in's address, open no page</source><translation>die Adresse zum Anmelden ausgeben, keine Seite öffnen</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>print the token alone</source><translation>nur das Token ausgeben</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>print what your shell needs to complete pomtray's words</source><translation>ausgeben, was Ihre Shell zum Vervollständigen von pomtray-Befehlen braucht</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>program</source><translation>Programm</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>proxy</source><translation>Proxy</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>put pomtray into your menu, or take it out</source><translation>pomtray in Ihr Menü aufnehmen oder daraus entfernen</translation></message>
    <message><location filename="../../pomtray/core/view/badge.py"/><source>refused</source><translation>gilt nicht</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>refused: pomtray gets it, and keeps it itself</source><translation>abgelehnt: pomtray holt und bewahrt es selbst</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>refused: set POMTRAY_CLIENT_SECRET instead</source><translation>abgelehnt: Setzen Sie stattdessen POMTRAY_CLIENT_SECRET</translation></message>
    <message><location filename="../../pomtray/core/rows/held.py"/><source>removed</source><translation>entfernt</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>renew first if less is left: 90s, 5m …</source><translation>vorher erneuern, wenn weniger übrig ist: 90s, 5m …</translation></message>
    <message><location filename="../../pomtray/core/rows/note.py"/><source>renews itself</source><translation>erneuert sich selbst</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>revocation</source><translation>Widerruf</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>route</source><translation>Route</translation></message>
    <message><location filename="../../pomtray/core/settings/saved_connections.py"/><source>route {number}</source><translation>Route {number}</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>routes of one group share a sign-in</source><translation>Routen einer Gruppe teilen sich eine Anmeldung</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>screen</source><translation>Bildschirm</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>sent if you write it</source><translation>wird gesendet, wenn Sie etwas angeben</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>sent if you write it; with spaces between them</source><translation>wird gesendet, wenn Sie etwas angeben; mit Leerzeichen dazwischen</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/parser.py"/><source>serve a route on this machine, for programs that cannot send the header</source><translation>eine Route auf diesem Computer bereitstellen, für Programme, die den Header nicht senden können</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/parser.py"/><source>serve a route's MCP endpoint on standard input and output</source><translation>den MCP-Endpunkt einer Route über Standardein- und -ausgabe bereitstellen</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>service behind it</source><translation>Dienst dahinter</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>session</source><translation>Sitzung</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>sessions are not saved</source><translation>Sitzungen werden nicht gespeichert</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>sessions last 3m, 14h …</source><translation>Sitzungen dauern 3m, 14h …</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>settings</source><translation>Einstellungen</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>settings file (default: in the config folder)</source><translation>Einstellungsdatei (Standard: im Konfigurationsordner)</translation></message>
    <message><location filename="../../pomtray/core/rows/refused.py"/><source>settings file, line {line}</source><translation>Einstellungsdatei, Zeile {line}</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>settings refused</source><translation>Einstellungen gelten nicht</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>show a route in the browser</source><translation>eine Route im Browser zeigen</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>show no window, even where there is no tray (yet)</source><translation>kein Fenster zeigen, auch wo es (noch) keinen Infobereich gibt</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>show program's version number and exit</source><translation>die Version zeigen und beenden</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>show the quick search, of the program that runs</source><translation>die Schnellsuche des laufenden Programms zeigen</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>show the window at the start</source><translation>beim Start das Fenster zeigen</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>show the window, or take pictures of it</source><translation>das Fenster zeigen oder Bilder davon machen</translation></message>
    <message><location filename="../../pomtray/cli/usage_words.py"/><source>show this help message and exit</source><translation>diese Hilfe zeigen und beenden</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>sign in if needed, ask an address, print what it answers</source><translation>bei Bedarf anmelden, eine Adresse abfragen, die Antwort ausgeben</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>sign in to a route; returns once that is done</source><translation>bei einer Route anmelden; endet, sobald das geschehen ist</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>sign out everywhere, and take away all that is kept as a secret</source><translation>überall abmelden und alles Geheime löschen, das aufbewahrt wird</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>sign out of a route, at its server too</source><translation>von einer Route abmelden, auch bei ihrem Server</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>sign-in</source><translation>Anmeldung</translation></message>
    <message><location filename="../../pomtray/core/view/badge.py"/><source>signed in</source><translation>angemeldet</translation></message>
    <message><location filename="../../pomtray/core/view/badge.py"/><source>signed out</source><translation>abgemeldet</translation></message>
    <message><location filename="../../pomtray/core/view/badge.py"/><source>signing in</source><translation>meldet an</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>somebody</source><translation>jemand</translation></message>
    <message><location filename="../../pomtray/cli/terminal.py"/><source>somebody else may have answered: {person} is signed in</source><translation>vielleicht hat jemand anderes geantwortet: {person} ist angemeldet</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/ssh.py"/><source>ssh did not reach {host}: it says why above.</source><translation>ssh hat {host} nicht erreicht: Warum, steht oben.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/ssh.py"/><source>ssh is not on the PATH.</source><translation>ssh liegt nicht im PATH.</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>start a program that gets the header by a file descriptor</source><translation>ein Programm starten, das den Header über einen Dateideskriptor bekommt</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>take every credential out of the running pomtray's memory</source><translation>alle Zugangsdaten aus dem Arbeitsspeicher des laufenden pomtray nehmen</translation></message>
    <message><location filename="../../pomtray/desktop/files/report_file.py"/><source>that is no file's name</source><translation>das ist kein Dateiname</translation></message>
    <message><location filename="../../pomtray/cli/handing/handing.py"/><source>that was the credential itself, on your screen. Meant for: {way}</source><translation>das waren die Zugangsdaten selbst, auf Ihrem Bildschirm. Gedacht ist es für: {way}</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>the address, as --dst</source><translation>die Adresse, wie --dst</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>the address; its route need not be in the settings</source><translation>die Adresse; ihre Route muss nicht in den Einstellungen stehen</translation></message>
    <message><location filename="../../pomtray/forward/mcp.py"/><source>the answer did not come whole</source><translation>die Antwort kam nicht vollständig an</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>the cluster's address, under a route, or a route's name</source><translation>Adresse des Clusters unter einer Route, oder Name einer Route</translation></message>
    <message><location filename="../../pomtray/cli/usage_words.py"/><source>the following arguments are required: %s</source><translation>es fehlt: %s</translation></message>
    <message><location filename="../../pomtray/core/settings/pasted.py"/><source>the host has characters that do not belong in a name</source><translation>der Host hat Zeichen, die nicht in einen Namen gehören</translation></message>
    <message><location filename="../../pomtray/core/domain/origin.py"/><source>the host is longer than a name can be</source><translation>der Host ist länger, als ein Name sein kann</translation></message>
    <message><location filename="../../pomtray/core/domain/origin.py"/><source>the host is missing or has characters that do not belong in a name</source><translation>der Host fehlt oder hat Zeichen, die nicht in einen Namen gehören</translation></message>
    <message><location filename="../../pomtray/core/domain/origin.py"/><source>the host must be a full IPv6 address in brackets, without a zone</source><translation>der Host muss eine vollständige IPv6-Adresse in Klammern sein, ohne Zone</translation></message>
    <message><location filename="../../pomtray/core/domain/origin.py"/><source>the host must be a name or a full IP address such as 127.0.0.1</source><translation>der Host muss ein Name oder eine vollständige IP-Adresse wie 127.0.0.1 sein</translation></message>
    <message><location filename="../../pomtray/core/domain/origin.py"/><source>the host must not end with a dot</source><translation>der Host darf nicht mit einem Punkt enden</translation></message>
    <message><location filename="../../pomtray/signin/web/client_certificate.py"/><source>the key is not that of the certificate</source><translation>der Schlüssel ist nicht der des Zertifikats</translation></message>
    <message><location filename="../../pomtray/signin/web/intermediaries.py"/><source>the network that this computer is in wants a sign-in of its own</source><translation>das Netz, in dem dieser Computer ist, verlangt eine eigene Anmeldung</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/code_listener.py"/><source>the port must be a number from 0 to 65535</source><translation>der Port muss eine Zahl von 0 bis 65535 sein</translation></message>
    <message><location filename="../../pomtray/core/domain/origin.py"/><source>the port must be a number from 1 to 65535</source><translation>der Port muss eine Zahl von 1 bis 65535 sein</translation></message>
    <message><location filename="../../pomtray/signin/provider/id_token.py"/><source>the provider names no keys to check it with</source><translation>der Anbieter nennt keine Schlüssel zum Prüfen</translation></message>
    <message><location filename="../../pomtray/signin/provider/id_token.py"/><source>the provider signs with a secret: give the client a signing key there, such as one for RS256</source><translation>der Anbieter signiert mit einem Geheimnis: Geben Sie dem Client dort einen Signaturschlüssel, etwa einen für RS256</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>the provider, without anybody</source><translation>den Anbieter, ohne irgendjemanden</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>the provider, without you</source><translation>den Anbieter, ohne Ihr Zutun</translation></message>
    <message><location filename="../../pomtray/cli/doctor/doctor.py"/><source>the report is in {path}; only you can read it. It holds no secret.</source><translation>der Bericht liegt in {path}; nur Sie können ihn lesen. Er enthält nichts Geheimes.</translation></message>
    <message><location filename="../../pomtray/ui/forms/fields.py"/><source>the secret; empty: as it is, or asked for at the sign-in</source><translation>das Geheimnis; leer: wie bisher, oder bei der Anmeldung erfragt</translation></message>
    <message><location filename="../../pomtray/forward/mcp.py"/><source>the server does not keep its sessions</source><translation>der Server behält seine Sitzungen nicht</translation></message>
    <message><location filename="../../pomtray/cli/demo.py"/><location filename="../../pomtray/core/rows/shared.py"/><source>the server says so</source><translation>der Server sagt es</translation></message>
    <message><location filename="../../pomtray/forward/refusing.py"/><location filename="../../pomtray/signin/routes/trying.py"/><source>the service behind it, or the Pomerium, is down or busy</source><translation>der Dienst dahinter oder das Pomerium läuft nicht oder ist überlastet</translation></message>
    <message><location filename="../../pomtray/core/details/checks.py"/><source>the session is over</source><translation>die Sitzung ist zu Ende</translation></message>
    <message><location filename="../../pomtray/core/details/checks.py"/><source>the session lives</source><translation>die Sitzung besteht</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>the settings file is refused</source><translation>die Einstellungsdatei gilt nicht</translation></message>
    <message><location filename="../../pomtray/signin/web/server_certificate.py"/><source>the system's authorities</source><translation>die Zertifizierungsstellen des Systems</translation></message>
    <message><location filename="../../pomtray/signin/web/server_certificate.py"/><source>the system's authorities ({store})</source><translation>die Zertifizierungsstellen des Systems ({store})</translation></message>
    <message><location filename="../../pomtray/cli/demo.py"/><location filename="../../pomtray/core/rows/shared.py"/><source>the token says so</source><translation>das Token sagt es</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>the user “{sub}”</source><translation>Benutzer „{sub}“</translation></message>
    <message><location filename="../../pomtray/signin/web/client_certificate.py"/><location filename="../../pomtray/signin/web/failures.py"/><source>there is no such file</source><translation>es gibt keine solche Datei</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>this Pomerium takes the exchange for a forged request, as v0.4 does</source><translation>dieses Pomerium hält den Eintausch für eine gefälschte Anfrage, wie es v0.4 tut</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>this belongs below {belongs}, and another header stands above it</source><translation>das gehört unter {belongs}, und darüber steht eine andere Überschrift</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>this belongs below {belongs}, and no header stands above it</source><translation>das gehört unter {belongs}, und darüber steht keine Überschrift</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>this belongs to {belongs}, and line {commented} still has the # in front of it</source><translation>das gehört zu {belongs}, und in Zeile {commented} steht noch das # davor</translation></message>
    <message><location filename="../../pomtray/core/protocol/skew.py"/><source>this clock is {far} ahead of the server's</source><translation>diese Uhr geht gegenüber dem Server {far} vor</translation></message>
    <message><location filename="../../pomtray/core/protocol/skew.py"/><source>this clock is {far} behind the server's</source><translation>diese Uhr geht gegenüber dem Server {far} nach</translation></message>
    <message><location filename="../../pomtray/cli/handing/git.py"/><source>this git takes no headers from a helper. It takes 2.46 or later.</source><translation>dieses git nimmt keine Header von einer Anmeldehilfe. Nötig ist 2.46 oder neuer.</translation></message>
    <message><location filename="../../pomtray/signin/provider/oidc.py"/><location filename="../../pomtray/signin/routes/checking.py"/><source>this session does not go to {origin}</source><translation>diese Sitzung darf nicht an {origin}</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>to find it by; may be given again</source><translation>zum Wiederfinden; mehrfach möglich</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>token</source><translation>Token</translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>tray</source><translation>Infobereich</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>try everything on a Pomerium of its own, on this machine only</source><translation>alles mit einem eigenen Pomerium ausprobieren, nur auf diesem Computer</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/consent.py"/><source>always</source><comment>typed</comment><translation>immer</translation></message>
    <message><location filename="../../pomtray/cli/telling.py"/><source>yes</source><comment>typed</comment><translation>ja</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>under [preferences]</source><translation>unter [preferences]</translation></message>
    <message><location filename="../../pomtray/cli/usage_words.py"/><source>unrecognized arguments: %s</source><translation>unbekannte Argumente: %s</translation></message>
    <message><location filename="../../pomtray/core/view/notice.py"/><source>until about {when}</source><translation>bis etwa {when}</translation></message>
    <message><location filename="../../pomtray/core/view/notice.py"/><source>until nobody knows when</source><translation>auf unbekannte Zeit</translation></message>
    <message><location filename="../../pomtray/core/view/notice.py"/><source>until {when}</source><translation>bis {when}</translation></message>
    <message><location filename="../../pomtray/cli/usage_words.py"/><source>usage: </source><translation>Aufruf: </translation></message>
    <message><location filename="../../pomtray/core/report.py"/><source>vault</source><translation>Tresor</translation></message>
    <message><location filename="../../pomtray/core/domain/login.py"/><source>waiting for the browser</source><translation>wartet auf den Browser</translation></message>
    <message><location filename="../../pomtray/core/domain/login.py"/><source>waiting for the keyring</source><translation>wartet auf den Schlüsselbund</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>what git asks for</source><translation>was git verlangt</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/login_api.py"/><source>what it sent is not a sign-in address</source><translation>was es gesendet hat, ist keine Anmeldeadresse</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>what the settings file lists</source><translation>was in der Einstellungsdatei steht</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>where the ID token is exchanged</source><translation>wo das ID-Token eingetauscht wird</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>whether it wants a client certificate (`client_cert`)</source><translation>ob ein Client-Zertifikat (`client_cert`) verlangt wird</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>which shell</source><translation>welche Shell</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>who is signed in where, and for how long</source><translation>wer wo angemeldet ist, und wie lange noch</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>whoever runs {route} receives the session of {authenticate} that you get there</source><translation>wer {route} betreibt, erhält die Sitzung von {authenticate}, die Sie dort bekommen</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>why a route is blocked; alone: what pomtray needs, and whether it is there</source><translation>warum eine Route blockiert ist; allein: was pomtray braucht, und ob es da ist</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>with --no-browser: who</source><translation>mit --no-browser: wer</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>with --no-tray: follow the pages without a browser</source><translation>mit --no-tray: den Seiten ohne Browser folgen</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>with --no-tray: the route to sign in to (app)</source><translation>mit --no-tray: die Route zum Anmelden (app)</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>with a code, on another device</source><translation>mit einem Code, auf einem anderen Gerät</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>with install: start with every session</source><translation>mit install: bei jeder Anmeldung am Computer starten</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>write it for an administrator too: no secret is in it</source><translation>auch für die Administration schreiben: nichts Geheimes ist darin</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>write the settings without secrets, for `pomtray import`</source><translation>die Einstellungen ohne Geheimnisse schreiben, für `pomtray import`</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/consent.py"/><source>y: this once, a: always while this runs, Enter: no</source><translation>j: dieses Mal, i: immer, solange dies läuft, Eingabetaste: nein</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>yes</source><translation>ja</translation></message>
    <message><location filename="../../pomtray/cli/telling.py"/><source>y</source><comment>yes, as one types it</comment><translation>j</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>you, by signing in again</source><translation>Sie, durch neue Anmeldung</translation></message>
    <message><location filename="../../pomtray/core/details/renewing.py"/><source>you, in the browser</source><translation>Sie, im Browser</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>your place</source><translation>Ihrer Stelle</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>your {provider} token</source><translation>Ihr Token von {provider}</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/pomerium.py"/><source>{asked}, not as a Pomerium does.</source><translation>{asked}, anders als ein Pomerium.</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/pomerium.py"/><source>{asked}: {meaning}.</source><translation>{asked}: {meaning}.</translation></message>
    <message><location filename="../../pomtray/core/rows/note.py"/><source>{attempt} asks for the sign-in</source><translation>{attempt} fragt nach der Anmeldung</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>{authenticate} does not have {route} on its list of your routes.</source><translation>{authenticate} führt {route} nicht in der Liste Ihrer Routen.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>{authenticate} gave a session that it does not know any more.</source><translation>{authenticate} hat eine Sitzung gegeben, die es nicht mehr kennt.</translation></message>
    <message><location filename="../../pomtray/signin/web/server_certificate.py"/><source>{authorities} and {files}</source><translation>{authorities} und {files}</translation></message>
    <message numerus="yes"><location filename="../../pomtray/core/view/notices.py"/><source>{count} are ending soon</source><extracomment>One: {count} is ending soon</extracomment><translation><numerusform>1 endet bald</numerusform><numerusform>{count} enden bald</numerusform></translation></message>
    <message numerus="yes"><location filename="../../pomtray/core/view/summary.py"/><source>{count} ask you</source><extracomment>One: {count} asks you</extracomment><translation><numerusform>1 fragt Sie</numerusform><numerusform>{count} fragen Sie</numerusform></translation></message>
    <message><location filename="../../pomtray/core/protocol/skew.py"/><source>{count} d</source><translation>{count} Tg.</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>{count} ended</source><translation>{count} beendet</translation></message>
    <message><location filename="../../pomtray/core/settings/refused.py"/><source>{count} entries of the settings are refused</source><translation>{count} Einträge der Einstellungen gelten nicht</translation></message>
    <message numerus="yes"><location filename="../../pomtray/core/view/summary.py"/><source>{count} entries refused</source><extracomment>One: {count} entry refused</extracomment><translation><numerusform>1 Eintrag gilt nicht</numerusform><numerusform>{count} Einträge gelten nicht</numerusform></translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>{count} failed</source><translation>{count} fehlgeschlagen</translation></message>
    <message><location filename="../../pomtray/ui/forms/offers.py"/><source>{count} gone</source><translation>{count} entfallen</translation></message>
    <message><location filename="../../pomtray/core/protocol/skew.py"/><source>{count} h</source><translation>{count} Std.</translation></message>
    <message><location filename="../../pomtray/core/protocol/skew.py"/><source>{count} m</source><translation>{count} Min.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>{count} more</source><translation>{count} weitere</translation></message>
    <message numerus="yes"><location filename="../../pomtray/ui/forms/offers.py"/><source>{count} more routes here are yours.</source><extracomment>One: 1 more route here is yours.</extracomment><translation><numerusform>Hier gehört noch 1 weitere Route Ihnen.</numerusform><numerusform>Hier gehören noch {count} weitere Routen Ihnen.</numerusform></translation></message>
    <message><location filename="../../pomtray/ui/forms/offers.py"/><source>{count} new</source><translation>{count} neu</translation></message>
    <message><location filename="../../pomtray/core/view/summary.py"/><source>{count} not allowed</source><translation>{count} nicht erlaubt</translation></message>
    <message numerus="yes"><location filename="../../pomtray/core/view/summary.py"/><source>{count} programs ask you</source><extracomment>One: a program asks you</extracomment><translation><numerusform>ein Programm fragt Sie</numerusform><numerusform>{count} Programme fragen Sie</numerusform></translation></message>
    <message numerus="yes"><location filename="../../pomtray/ui/words.py"/><source>{count} routes</source><extracomment>One: 1 route</extracomment><translation><numerusform>1 Route</numerusform><numerusform>{count} Routen</numerusform></translation></message>
    <message numerus="yes"><location filename="../../pomtray/ui/forms/offers.py"/><source>{count} routes were added.</source><extracomment>One: 1 route was added.</extracomment><translation><numerusform>1 Route wurde hinzugefügt.</numerusform><numerusform>{count} Routen wurden hinzugefügt.</numerusform></translation></message>
    <message numerus="yes"><location filename="../../pomtray/ui/forms/offers.py"/><source>{count} routes were removed.</source><extracomment>One: 1 route was removed.</extracomment><translation><numerusform>1 Route wurde entfernt.</numerusform><numerusform>{count} Routen wurden entfernt.</numerusform></translation></message>
    <message><location filename="../../pomtray/core/protocol/skew.py"/><source>{count} s</source><translation>{count} Sek.</translation></message>
    <message numerus="yes"><location filename="../../pomtray/core/view/notices.py"/><source>{count} sessions are ending soon</source><extracomment>One: {count} session is ending soon</extracomment><translation><numerusform>1 Sitzung endet bald</numerusform><numerusform>{count} Sitzungen enden bald</numerusform></translation></message>
    <message numerus="yes"><location filename="../../pomtray/core/view/notices.py"/><source>{count} sessions have ended</source><extracomment>One: {count} session has ended</extracomment><translation><numerusform>1 Sitzung ist beendet</numerusform><numerusform>{count} Sitzungen sind beendet</numerusform></translation></message>
    <message numerus="yes"><location filename="../../pomtray/core/details/renewing.py"/><source>{count} times</source><extracomment>One: once</extracomment><translation><numerusform>einmal</numerusform><numerusform>{count}-mal</numerusform></translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>{days} d ago</source><translation>vor {days} Tagen</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>{days} d {hours} h</source><translation>{days} Tg. {hours} Std.</translation></message>
    <message><location filename="../../pomtray/signin/web/intermediaries.py"/><source>{elsewhere} stands between</source><translation>{elsewhere} steht dazwischen</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>{expected}, see line {of}</source><translation>{expected}, siehe Zeile {of}</translation></message>
    <message><location filename="../../pomtray/cli/settings/importing.py"/><source>{file} holds a session of pomerium-cli in plain text. Delete it once you use pomtray instead.</source><translation>{file} enthält eine Sitzung von pomerium-cli im Klartext. Löschen Sie die Datei, sobald Sie stattdessen pomtray benutzen.</translation></message>
    <message><location filename="../../pomtray/signin/web/intermediaries.py"/><source>{front} in front of it refused this program (error code {code}), or wants a sign-in of its own</source><translation>{front} davor hat dieses Programm abgewiesen (Fehlercode {code}) oder verlangt eine eigene Anmeldung</translation></message>
    <message><location filename="../../pomtray/signin/web/intermediaries.py"/><source>{front} in front of it refused this program, or wants a sign-in of its own</source><translation>{front} davor hat dieses Programm abgewiesen oder verlangt eine eigene Anmeldung</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>{hidden} more in the window…</source><translation>{hidden} weitere im Fenster…</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>{host} answered 403: it may not accept this kind of token, or its policy does not allow you.</source><translation>{host} hat mit 403 geantwortet: Die Route nimmt diese Art Token vielleicht nicht an, oder ihre Richtlinie lässt Sie nicht ein.</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>{host} answered 403: it may not accept tokens of machines, or its policy does not allow this one.</source><translation>{host} hat mit 403 geantwortet: Die Route nimmt Token von Maschinen vielleicht nicht an, oder ihre Richtlinie lässt diese nicht ein.</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>{host} answered 495: it lets in only who shows a client certificate that it takes.</source><translation>{host} hat mit 495 geantwortet: Eingelassen wird nur, wer ein Client-Zertifikat zeigt, das angenommen wird.</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>{host} answered {status}, and not as a Pomerium does: something else may stand in front of it.</source><translation>{host} hat mit {status} geantwortet, anders als ein Pomerium: Vielleicht steht etwas anderes davor.</translation></message>
    <message><location filename="../../pomtray/cli/handing/getting.py"/><source>{host} answered {status}.</source><translation>{host} hat mit {status} geantwortet.</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>{host} asks for a sign-in all the same: it does not take this token, or no longer.</source><translation>{host} verlangt trotzdem eine Anmeldung: Dieses Token wird nicht oder nicht mehr angenommen.</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>{host} asks for a sign-in all the same: it does not take tokens of machines.</source><translation>{host} verlangt trotzdem eine Anmeldung: Token von Maschinen werden nicht angenommen.</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>{host} does not let this person in.</source><translation>{host} lässt diese Person nicht ein.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>{host} does not take the client certificate that it was shown.</source><translation>{host} nimmt das gezeigte Client-Zertifikat nicht an.</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>{host} does not take this session: it may use another identity provider.</source><translation>{host} nimmt diese Sitzung nicht an: Dort gilt vielleicht ein anderer Identitätsanbieter.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/ssh.py"/><source>{host} has no folder that is yours alone: neither XDG_RUNTIME_DIR nor /tmp/pomtray-UID is.</source><translation>{host} hat keinen Ordner, der Ihnen allein gehört: weder XDG_RUNTIME_DIR noch /tmp/pomtray-UID.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/over_ssh.py"/><source>{host} has no pomtray on its PATH: it is needed there too.</source><translation>{host} hat kein pomtray im PATH: Es wird auch dort gebraucht.</translation></message>
    <message><location filename="../../pomtray/core/domain/access.py"/><source>{host} is a TCP route: it is opened by a tunnel, not by a browser.</source><translation>{host} ist eine TCP-Route: Sie wird durch einen Tunnel geöffnet, nicht im Browser.</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>{host} is looked up by the proxy, not here.</source><translation>{host} wird vom Proxy nachgeschlagen, nicht hier.</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>{host} is {addresses}.</source><translation>{host} ist {addresses}.</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/ssh.py"/><source>{host} let ssh in, and started no shell for it.</source><translation>{host} hat ssh eingelassen, aber keine Shell dafür gestartet.</translation></message>
    <message><location filename="../../pomtray/core/details/checks.py"/><source>{host} said</source><translation>{host} sagte</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>{host} says that {person} is signed in.</source><translation>{host} sagt, dass {person} angemeldet ist.</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>{host} takes connections.</source><translation>{host} nimmt Verbindungen an.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>{host} wants a client certificate.</source><translation>{host} verlangt ein Client-Zertifikat.</translation></message>
    <message><location filename="../../pomtray/core/rows/shared.py"/><source>{hours} h</source><translation>{hours} Std.</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>{hours} h ago</source><translation>vor {hours} Std.</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>{hours} h {minutes} m</source><translation>{hours} Std. {minutes} Min.</translation></message>
    <message><location filename="../../pomtray/controller/requests.py"/><source>{issuer} could not be asked to end the session; that is tried again.</source><translation>{issuer} war nicht zu erreichen, um die Sitzung zu beenden; das wird noch einmal versucht.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>{issuer} did not say that it has ended the session before, as renewing it takes.</source><translation>{issuer} hat nicht gesagt, dass die vorige Sitzung beendet ist, wie es die Erneuerung braucht.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>{issuer} gives a new session only once the one before has ended. Renewing ends it in the browser and in every program that uses it too, then signs in again. This is asked only once.</source><translation>{issuer} gibt erst dann eine neue Sitzung, wenn die vorige beendet ist. Beim Erneuern wird sie beendet, im Browser und in jedem anderen Programm, das sie benutzt, und dann neu angemeldet. Danach wird nur dieses eine Mal gefragt.</translation></message>
    <message><location filename="../../pomtray/core/details/destinations.py"/><source>{issuer} lists it among the routes of this session.</source><translation>{issuer} führt sie unter den Routen dieser Sitzung auf.</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>{left} left</source><translation>noch {left}</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/consent.py"/><source>{machine} asks for the credential of {route}. Hand it over?</source><translation>{machine} fragt nach den Zugangsdaten für {route}. Herausgeben?</translation></message>
    <message><location filename="../../pomtray/core/lent.py"/><source>{machine} can be asked for these routes only: {names}.</source><translation>{machine} gibt nur über diese Routen Auskunft: {names}.</translation></message>
    <message><location filename="../../pomtray/cli/sessions.py"/><source>{machine} has answered, over SSH.</source><translation>{machine} hat geantwortet, über SSH.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>{meaning} It would be handed to the service behind {route}, which could use it in {place}.</source><translation>{meaning} Es würde dem Dienst hinter {route} übergeben, der es an {place} verwenden könnte.</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><location filename="../../pomtray/core/rows/shared.py"/><source>{minutes} m</source><translation>{minutes} Min.</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>{minutes} m ago</source><translation>vor {minutes} Min.</translation></message>
    <message><location filename="../../pomtray/core/view/notice.py"/><location filename="../../pomtray/signin/words.py"/><source>{names} and {count} more</source><translation>{names} und {count} weitere</translation></message>
    <message><location filename="../../pomtray/core/view/notices.py"/><source>{names} and {count} more.</source><translation>{names} und {count} weitere.</translation></message>
    <message><location filename="../../pomtray/core/view/notice.py"/><source>{names} and {last}</source><translation>{names} und {last}</translation></message>
    <message><location filename="../../pomtray/core/settings/refused.py"/><source>{names} do not count.</source><translation>{names} gelten nicht.</translation></message>
    <message><location filename="../../pomtray/core/model/revocation_result.py"/><source>{names} went along.</source><translation>Mit abgemeldet: {names}.</translation></message>
    <message><location filename="../../pomtray/core/details/claims.py"/><source>{names}, and {count} more</source><translation>{names} und {count} weitere</translation></message>
    <message><location filename="../../pomtray/ui/dialogs/providers.py"/><source>{name} (refused)</source><translation>{name} (gilt nicht)</translation></message>
    <message><location filename="../../pomtray/desktop/processes/launching.py"/><source>{name} cannot be started.</source><translation>{name} lässt sich nicht starten.</translation></message>
    <message><location filename="../../pomtray/core/model/renewing.py"/><source>{name} could not be renewed</source><translation>{name} konnte nicht erneuert werden</translation></message>
    <message><location filename="../../pomtray/desktop/processes/launching.py"/><source>{name} failed with status {status}.</source><translation>{name} ist mit Status {status} fehlgeschlagen.</translation></message>
    <message><location filename="../../pomtray/core/view/notices.py"/><source>{name} has ended</source><translation>{name}: Sitzung beendet</translation></message>
    <message><location filename="../../pomtray/core/view/notices.py"/><source>{name} is ending soon</source><translation>{name}: Sitzung endet bald</translation></message>
    <message><location filename="../../pomtray/core/model/renewing.py"/><source>{name} is not renewed any more</source><translation>{name} wird nicht mehr erneuert</translation></message>
    <message><location filename="../../pomtray/cli/handing/handing.py"/><source>{name} is not there</source><translation>{name} ist nicht da</translation></message>
    <message><location filename="../../pomtray/core/model/sign_in_result.py"/><source>{name} is signed out</source><translation>{name} ist abgemeldet</translation></message>
    <message><location filename="../../pomtray/core/view/notices.py"/><source>{name} lasts {until}</source><translation>{name} gilt {until}</translation></message>
    <message><location filename="../../pomtray/cli/settings/adding.py"/><source>{name} was added to {path}.</source><translation>{name} wurde zu {path} hinzugefügt.</translation></message>
    <message><location filename="../../pomtray/core/activity.py"/><source>{name} was renewed</source><translation>{name} wurde erneuert</translation></message>
    <message><location filename="../../pomtray/desktop/shell/surroundings.py"/><source>{name} {version} shows them.</source><translation>{name} {version} zeigt sie.</translation></message>
    <message><location filename="../../pomtray/core/view/notices.py"/><source>{name}: sign in again</source><translation>{name}: neu anmelden</translation></message>
    <message><location filename="../../pomtray/core/activity.py"/><source>{name}: the session has ended</source><translation>{name}: Die Sitzung ist beendet</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>{origin} answered {answer}.</source><translation>{origin} hat geantwortet: {answer}.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/answers.py"/><source>{origin} answered {status} in the step {step}: {meaning}.</source><translation>{origin} hat im Schritt „{step}“ mit {status} geantwortet: {meaning}.</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/exchange.py"/><source>{origin} answered {status} to the exchange: {meaning}.</source><translation>{origin} hat auf den Eintausch mit {status} geantwortet: {meaning}.</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/login_api.py"/><source>{origin} answered {status} to the login API: {meaning}.</source><translation>{origin} hat auf die Login-API mit {status} geantwortet: {meaning}.</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/pomerium.py"/><source>{origin} answered {status} when asked who is signed in</source><translation>{origin} hat auf die Frage, wer angemeldet ist, mit {status} geantwortet</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><location filename="../../pomtray/signin/routes/trying.py"/><source>{origin} answered {status}: {meaning}.</source><translation>{origin} hat mit {status} geantwortet: {meaning}.</translation></message>
    <message><location filename="../../pomtray/forward/refusing.py"/><source>{origin} answered {status}: {told}.</source><translation>{origin} hat mit {status} geantwortet: {told}.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>{origin} did not answer in time.</source><translation>{origin} hat nicht rechtzeitig geantwortet.</translation></message>
    <message><location filename="../../pomtray/forward/tunnel.py"/><source>{origin} did not open the tunnel to {target} in time.</source><translation>{origin} hat den Tunnel zu {target} nicht rechtzeitig geöffnet.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>{origin} did not send an answer that can be read.</source><translation>{origin} hat keine lesbare Antwort gesendet.</translation></message>
    <message><location filename="../../pomtray/signin/pomerium/pomerium.py"/><source>{origin} does not know this session any more.</source><translation>{origin} kennt diese Sitzung nicht mehr.</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>{origin} does not say that it is a Pomerium: it answered {status}.</source><translation>{origin} sagt nicht, dass es ein Pomerium ist: Die Antwort war {status}.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>{origin} does not speak TLS as expected ({reason}).</source><translation>{origin} spricht nicht wie erwartet TLS ({reason}).</translation></message>
    <message><location filename="../../pomtray/forward/refusing.py"/><source>{origin} does not take the session that is held for {route}.</source><translation>{origin} nimmt die vorhandene Sitzung für {route} nicht an.</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>{origin} does not take this session. Whether it has ended is not known: {vouching_host} could not be asked.</source><translation>{origin} nimmt diese Sitzung nicht an. Ob sie beendet ist, ist nicht bekannt: {vouching_host} war nicht zu fragen.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>{origin} has no address here (DNS).</source><translation>{origin} hat hier keine Adresse (DNS).</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>{origin} is a Pomerium, which calls itself {issuer}.</source><translation>{origin} ist ein Pomerium, das sich {issuer} nennt.</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>{origin} lets you in, but does not take the bearer form of this session: as a bearer it wants a token of the identity provider.</source><translation>{origin} lässt Sie ein, nimmt aber die Bearer-Form dieser Sitzung nicht an: Als Bearer wird ein Token des Identitätsanbieters verlangt.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>{origin} sent a compressed answer that does not unpack.</source><translation>{origin} hat eine komprimierte Antwort gesendet, die sich nicht entpacken lässt.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>{origin} sent more than a Pomerium or an identity provider ever does.</source><translation>{origin} hat mehr gesendet, als ein Pomerium oder ein Identitätsanbieter je sendet.</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>{origin} showed a certificate that is refused: {reason}.</source><translation>{origin} hat ein Zertifikat gezeigt, das abgelehnt wird: {reason}.</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>{origin} wants a sign-in, as it should.</source><translation>{origin} verlangt eine Anmeldung, wie es sein soll.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>{owner} listens there</source><translation>dort lauscht {owner}</translation></message>
    <message><location filename="../../pomtray/desktop/files/report_file.py"/><source>{path} cannot be written: {reason}.</source><translation>{path} lässt sich nicht schreiben: {reason}.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>{path} was deleted, moved or renamed.</source><translation>{path} wurde gelöscht, verschoben oder umbenannt.</translation></message>
    <message numerus="yes"><location filename="../../pomtray/cli/doctor/program_report.py"/><source>{path}, {count} routes.</source><extracomment>One: {path}, {count} routes.</extracomment><translation><numerusform>{path}, {count} Route.</numerusform><numerusform>{path}, {count} Routen.</numerusform></translation></message>
    <message><location filename="../../pomtray/core/view/notices.py"/><source>{person} is no longer signed in.</source><translation>{person} ist nicht mehr angemeldet.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>{person} is signed in to {route} now.</source><translation>{person} ist jetzt bei {route} angemeldet.</translation></message>
    <message><location filename="../../pomtray/core/model/sign_in_result.py"/><source>{person} is signed in, {until}.</source><translation>{person} ist angemeldet, {until}.</translation></message>
    <message><location filename="../../pomtray/core/model/signing_out.py"/><source>{person} is signed in. If that is not you, sign out.</source><translation>{person} ist angemeldet. Wenn Sie das nicht sind, melden Sie sich ab.</translation></message>
    <message numerus="yes"><location filename="../../pomtray/core/model/signing_out.py"/><source>{person} is signed in. If that is not you, sign out; {names} go along.</source><extracomment>One: {person} is signed in. If that is not you, sign out; {names} goes along.</extracomment><translation><numerusform>{person} ist angemeldet. Wenn Sie das nicht sind, melden Sie sich ab; {names} geht mit.</numerusform><numerusform>{person} ist angemeldet. Wenn Sie das nicht sind, melden Sie sich ab; {names} gehen mit.</numerusform></translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>{person} signed in to {route}, not in the browser that this program opened.</source><translation>{person} hat sich bei {route} angemeldet, aber nicht in dem Browser, den dieses Programm geöffnet hat.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>{person} signed in to {route}. Last time it was {last}.</source><translation>{person} hat sich bei {route} angemeldet. Zuletzt war es {last}.</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>{person} signed in to {route}. The address that starts this sign-in was opened twice: another program may have signed in in your place.</source><translation>{person} hat sich bei {route} angemeldet. Die Startadresse dieser Anmeldung wurde zweimal geöffnet: Vielleicht hat sich ein anderes Programm an Ihrer Stelle angemeldet.</translation></message>
    <message><location filename="../../pomtray/core/model/serving.py"/><source>{place} on this computer is {route}.</source><translation>{place} auf diesem Computer ist {route}.</translation></message>
    <message><location filename="../../pomtray/desktop/settings/problems.py"/><source>{place}, line {line}: {why}.</source><translation>{place}, Zeile {line}: {why}.</translation></message>
    <message><location filename="../../pomtray/core/view/programs.py"/><source>{place}.</source><translation>{place}.</translation></message>
    <message><location filename="../../pomtray/core/activity.py"/><source>{program} asked for the credential of {route} among too many others</source><translation>{program} wollte mit zu vielen anderen die Zugangsdaten von {route}</translation></message>
    <message><location filename="../../pomtray/core/activity.py"/><source>{program} asked for the credential of {route}, and had no answer</source><translation>{program} wollte die Zugangsdaten von {route} und bekam keine Antwort</translation></message>
    <message><location filename="../../pomtray/desktop/client_secret.py"/><source>{program} cannot be started: {reason}.</source><translation>{program} lässt sich nicht starten: {reason}.</translation></message>
    <message><location filename="../../pomtray/desktop/client_secret.py"/><source>{program} failed with status {status}.</source><translation>{program} ist mit Status {status} fehlgeschlagen.</translation></message>
    <message><location filename="../../pomtray/desktop/client_secret.py"/><source>{program} gave no answer within {seconds} seconds.</source><translation>{program} hat binnen {seconds} Sekunden nicht geantwortet.</translation></message>
    <message><location filename="../../pomtray/core/activity.py"/><source>{program} had the credential of {route}, this once</source><translation>{program} hat die Zugangsdaten von {route} bekommen, dieses eine Mal</translation></message>
    <message><location filename="../../pomtray/core/activity.py"/><source>{program} is asked about again before it gets the credential of {route}</source><translation>Zu {program} wird wieder gefragt, bevor es die Zugangsdaten von {route} bekommt</translation></message>
    <message><location filename="../../pomtray/ui/window/allowed_programs.py"/><source>{program} is asked about again.</source><translation>Zu {program} wird wieder gefragt.</translation></message>
    <message><location filename="../../pomtray/core/activity.py"/><source>{program} may have the credential of {route} from now on</source><translation>{program} darf von jetzt an die Zugangsdaten von {route} haben</translation></message>
    <message><location filename="../../pomtray/desktop/client_secret.py"/><source>{program} printed more than {biggest} KiB.</source><translation>{program} hat mehr als {biggest} KiB ausgegeben.</translation></message>
    <message><location filename="../../pomtray/desktop/client_secret.py"/><source>{program} printed nothing.</source><translation>{program} hat nichts ausgegeben.</translation></message>
    <message><location filename="../../pomtray/desktop/client_secret.py"/><source>{program} printed something that is not text in UTF-8.</source><translation>{program} hat etwas ausgegeben, das kein Text in UTF-8 ist.</translation></message>
    <message><location filename="../../pomtray/desktop/client_secret.py"/><source>{program} printed {count} lines, and a client secret has one.</source><translation>{program} hat {count} Zeilen ausgegeben; ein Client-Geheimnis hat eine.</translation></message>
    <message><location filename="../../pomtray/controller/consent.py"/><source>{program} waits for your yes, in pomtray's notice or window.</source><translation>{program} wartet auf Ihr Ja, in der Benachrichtigung oder im Fenster von pomtray.</translation></message>
    <message><location filename="../../pomtray/core/view/programs.py"/><source>{program} wants the credential of {route}</source><translation>{program} möchte die Zugangsdaten von {route}</translation></message>
    <message><location filename="../../pomtray/core/activity.py"/><source>{program} was denied the credential of {route}</source><translation>{program} wurden die Zugangsdaten von {route} verweigert</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>{program} will ask you to set one up.</source><translation>{program} wird Sie bitten, einen einzurichten.</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>{program} will ask you to unlock it.</source><translation>{program} wird Sie bitten, ihn zu entsperren.</translation></message>
    <message><location filename="../../pomtray/desktop/vault/trouble.py"/><source>{program} will ask you whether pomtray may read it.</source><translation>{program} wird Sie fragen, ob pomtray ihn lesen darf.</translation></message>
    <message><location filename="../../pomtray/core/details/telling.py"/><source>{program} · since {when}</source><translation>{program} · seit {when}</translation></message>
    <message><location filename="../../pomtray/core/domain/program.py"/><source>{program}, in the terminal {terminal}</source><translation>{program}, im Terminal {terminal}</translation></message>
    <message><location filename="../../pomtray/signin/provider/callback/authorization_errors.py"/><source>{provider} answered {error}</source><translation>{provider} hat mit {error} geantwortet</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>{provider} did not say who signed in: {reason}.</source><translation>{provider} hat nicht gesagt, wer sich angemeldet hat: {reason}.</translation></message>
    <message><location filename="../../pomtray/cli/terminal.py"/><source>{provider} does not take the client secret.</source><translation>{provider} nimmt das Client-Geheimnis nicht an.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>{provider} gave an ID token for this program, and no refresh token to ask for Pomerium's with.</source><translation>{provider} hat für dieses Programm ein ID-Token gegeben und kein Refresh-Token, um das für Pomerium anzufordern.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>{provider} gave no refresh token.</source><translation>{provider} hat kein Refresh-Token gegeben.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>{provider} gave none that can be used: {reason}.</source><translation>{provider} hat keines gegeben, das verwendbar wäre: {reason}.</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>{provider} renews, but gives no ID token then, and the route wants one: {reason}.</source><translation>{provider} erneuert, gibt dabei aber kein ID-Token, und die Route verlangt eines: {reason}.</translation></message>
    <message><location filename="../../pomtray/controller/attempts.py"/><source>{provider} wants to know a secret of the client {client_id}. It is kept in the vault, encrypted, and is asked for only once.</source><translation>{provider} verlangt ein Geheimnis des Clients {client_id}. Es wird verschlüsselt im Tresor aufbewahrt, und nach ihm wird nur einmal gefragt.</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>{proxy} cannot be reached: {reason}.</source><translation>{proxy} ist nicht erreichbar: {reason}.</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>{proxy} did not let us through to {origin}: {told}.</source><translation>{proxy} hat uns nicht zu {origin} durchgelassen: {told}.</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>{proxy} does not take the name and the password that it was given.</source><translation>{proxy} nimmt Namen und Passwort nicht an.</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>{proxy} gave an answer that is none of SOCKS 5.</source><translation>{proxy} hat eine Antwort gegeben, die keine von SOCKS 5 ist.</translation></message>
    <message><location filename="../../pomtray/signin/web/proxy_words.py"/><source>{proxy} wants a name and a password.</source><translation>{proxy} verlangt Namen und Passwort.</translation></message>
    <message><location filename="../../pomtray/cli/alone/person.py"/><location filename="../../pomtray/cli/forget.py"/><location filename="../../pomtray/cli/terminal.py"/><source>{question} [y/N]</source><translation>{question} [j/N]</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>{reason} If you go on and sign in, {what}{opens}. {advice}</source><translation>{reason} Wenn Sie weitermachen und sich anmelden, dann gilt: {what}{opens}. {advice}</translation></message>
    <message><location filename="../../pomtray/core/settings/entry_fields.py"/><source>{redirect_uri} (port 0: any free one)</source><translation>{redirect_uri} (Port 0: irgendein freier)</translation></message>
    <message><location filename="../../pomtray/core/view/notices.py"/><source>{route} ({why})</source><translation>{route} ({why})</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>{route} answered {status}.</source><translation>{route} hat mit {status} geantwortet.</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>{route} answers</source><translation>{route} antwortet</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>{route} answers without any sign-in: nothing there needs the token of {provider} to let anybody in.</source><translation>{route} antwortet ganz ohne Anmeldung: Nichts dort braucht das Token von {provider}, um jemanden einzulassen.</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>{route} answers {status}</source><translation>{route} antwortet mit {status}</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>{route} cannot be reached</source><translation>{route} ist nicht erreichbar</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>{route} does not let you in</source><translation>{route} lässt Sie nicht ein</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>{route} does not take the bearer form</source><translation>{route} nimmt die Bearer-Form nicht an</translation></message>
    <message><location filename="../../pomtray/core/protocol/sign_in_url.py"/><source>{route} gave a sign-in address that {error}.</source><translation>Die Anmeldeadresse von {route} taugt nicht: {error}.</translation></message>
    <message><location filename="../../pomtray/signin/provider/oidc.py"/><source>{route} has no provider</source><translation>{route} hat keinen Anbieter</translation></message>
    <message><location filename="../../pomtray/ui/rows/tag_bar.py"/><source>{route} has no tag now.</source><translation>{route} hat jetzt kein Schlagwort.</translation></message>
    <message><location filename="../../pomtray/controller/requests.py"/><source>{route} has the session from before, which lives.</source><translation>{route} hat noch die Sitzung von vorher.</translation></message>
    <message><location filename="../../pomtray/ui/rows/tag_bar.py"/><source>{route} has the tag {tag} now.</source><translation>{route} hat jetzt das Schlagwort {tag}.</translation></message>
    <message><location filename="../../pomtray/cli/settings/adding.py"/><location filename="../../pomtray/ui/forms/add_route.py"/><source>{route} has this address already.</source><translation>{route} hat diese Adresse schon.</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>{route} has trouble</source><translation>{route} hat Schwierigkeiten</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/forwarding.py"/><source>{route} is a TCP route: see `pomtray tcp`.</source><translation>{route} ist eine TCP-Route: siehe `pomtray tcp`.</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>{route} is down</source><translation>{route} ist aus</translation></message>
    <message><location filename="../../pomtray/cli/forwarding/forwarding.py"/><source>{route} is no TCP route: its url does not begin with tcp+https://.</source><translation>{route} ist keine TCP-Route: Ihre url beginnt nicht mit tcp+https://.</translation></message>
    <message><location filename="../../pomtray/desktop/processes/serving.py"/><source>{route} is not served</source><translation>{route} wird nicht bereitgestellt</translation></message>
    <message><location filename="../../pomtray/desktop/processes/serving.py"/><source>{route} is not served any more</source><translation>{route} wird nicht mehr bereitgestellt</translation></message>
    <message><location filename="../../pomtray/controller/attempts.py"/><source>{route} is shown a client certificate, whose key in {file} has a passphrase.</source><translation>{route} wird ein Client-Zertifikat gezeigt, dessen Schlüssel in {file} eine Passphrase hat.</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>{route} is signed in</source><translation>Bei {route} angemeldet</translation></message>
    <message><location filename="../../pomtray/signin/routes/trying.py"/><source>{route} is there</source><translation>{route} ist da</translation></message>
    <message><location filename="../../pomtray/signin/words.py"/><source>{route} sends you to {authenticate} to sign in, and the two share no domain.</source><translation>{route} schickt Sie zur Anmeldung zu {authenticate}, und beide haben keine gemeinsame Domain.</translation></message>
    <message><location filename="../../pomtray/core/model/handing.py"/><source>{route} waits for you</source><translation>{route} wartet auf Sie</translation></message>
    <message><location filename="../../pomtray/app/pictures/scenes.py"/><location filename="../../pomtray/ui/forms/add_route.py"/><location filename="../../pomtray/ui/forms/editing.py"/><location filename="../../pomtray/ui/forms/entry.py"/><source>{route} was added.</source><translation>{route} wurde hinzugefügt.</translation></message>
    <message><location filename="../../pomtray/ui/forms/entry.py"/><source>{route} was changed.</source><translation>{route} wurde geändert.</translation></message>
    <message><location filename="../../pomtray/core/model/stepping.py"/><location filename="../../pomtray/signin/routes/trying.py"/><source>{route} was not asked</source><translation>{route} wurde nicht gefragt</translation></message>
    <message><location filename="../../pomtray/ui/forms/editing.py"/><location filename="../../pomtray/ui/forms/entry.py"/><source>{route} was removed.</source><translation>{route} wurde entfernt.</translation></message>
    <message><location filename="../../pomtray/core/domain/program.py"/><source>{script}, run by {interpreter}</source><translation>{script}, ausgeführt von {interpreter}</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>{seconds} s</source><translation>{seconds} Sek.</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>{sentence} It shows {shown}. {against}</source><translation>{sentence} Gezeigt wird {shown}. {against}</translation></message>
    <message><location filename="../../pomtray/core/view/notices.py"/><source>{sentence} What you have works {until}.</source><translation>{sentence} Was Sie haben, gilt {until}.</translation></message>
    <message><location filename="../../pomtray/cli/doctor/program_report.py"/><source>{settings} let a script (PAC) choose the proxy, which pomtray does not read: it connects directly.</source><translation>Bei {settings} wählt ein Skript (PAC) den Proxy; pomtray liest es nicht und verbindet sich direkt.</translation></message>
    <message><location filename="../../pomtray/ui/forms/entry.py"/><source>{slip} is taken for {key}.</source><translation>{slip} wird als {key} verstanden.</translation></message>
    <message><location filename="../../pomtray/core/network/proxy.py"/><source>{source} have the proxy {proxy}: {reason}.</source><translation>{source} nennen als Proxy {proxy}: {reason}.</translation></message>
    <message><location filename="../../pomtray/core/network/proxy.py"/><source>{source} is {proxy}: {reason}.</source><translation>{source} ist {proxy}: {reason}.</translation></message>
    <message><location filename="../../pomtray/core/network/proxy.py"/><source>{source} let a script (PAC) choose the proxy, which pomtray does not read: it connects directly.</source><translation>{source} lassen ein Skript (PAC) den Proxy wählen, das pomtray nicht liest: Es verbindet sich direkt.</translation></message>
    <message><location filename="../../pomtray/cli/doctor/program_report.py"/><source>{source}: {entry} is passed over: {reason}.</source><translation>{source}: {entry} wird übergangen: {reason}.</translation></message>
    <message><location filename="../../pomtray/controller/requests.py"/><source>{stage} ({host})</source><translation>{stage} ({host})</translation></message>
    <message><location filename="../../pomtray/ui/words.py"/><source>{state}, {left} left</source><translation>{state}, noch {left}</translation></message>
    <message><location filename="../../pomtray/signin/provider/words.py"/><source>{status} when asked whether it takes tokens, so none was sent</source><translation>{status} auf die Frage, ob Token angenommen werden; deshalb wurde keines gesendet</translation></message>
    <message><location filename="../../pomtray/signin/web/trust.py"/><source>{store} cannot be read</source><translation>{store} ist nicht lesbar</translation></message>
    <message><location filename="../../pomtray/signin/web/trust.py"/><source>{store} holds no certificate</source><translation>{store} enthält kein Zertifikat</translation></message>
    <message><location filename="../../pomtray/core/rows/note.py"/><location filename="../../pomtray/desktop/vault/trouble.py"/><source>{text} ({why})</source><translation>{text} ({why})</translation></message>
    <message><location filename="../../pomtray/cli/parser.py"/><source>{text} is not a time such as 90s, 3m or 14h</source><translation>{text} ist keine Zeit wie 90s, 3m oder 14h</translation></message>
    <message><location filename="../../pomtray/controller/requests.py"/><source>{text} on any device. Only if you asked for it yourself.</source><translation>{text}, auf einem beliebigen Gerät. Nur wenn Sie selbst darum gebeten haben.</translation></message>
    <message><location filename="../../pomtray/core/model/signing_in.py"/><source>{text} on any device. Only if you asked for it yourself: who enters the code signs this program in.</source><translation>{text}, auf einem beliebigen Gerät. Nur wenn Sie selbst darum gebeten haben: Wer den Code eingibt, meldet dieses Programm an.</translation></message>
    <message><location filename="../../pomtray/core/domain/lock.py"/><source>{title}: sessions would be lost, so they stay in memory.</source><translation>{title}: Sitzungen gingen verloren, deshalb bleiben sie im Arbeitsspeicher.</translation></message>
    <message><location filename="../../pomtray/core/activity.py"/><source>{title}: that is over</source><translation>{title}: Das ist vorbei</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/discovery.py"/><source>{url} answered {status}: the provider's metadata is not there.</source><translation>{url} hat mit {status} geantwortet: Die Metadaten des Anbieters sind dort nicht.</translation></message>
    <message><location filename="../../pomtray/forward/tunnel.py"/><source>{url} is no TCP route</source><translation>{url} ist keine TCP-Route</translation></message>
    <message><location filename="../../pomtray/signin/provider/endpoints/discovery.py"/><source>{url} redirects, which is not followed: the provider's metadata is not there.</source><translation>{url} leitet weiter, dem nicht gefolgt wird: Die Metadaten des Anbieters sind dort nicht.</translation></message>
    <message><location filename="../../pomtray/cli/elsewhere.py"/><source>{variable} is set, and does not lead to `pomtray {command}`. Do that on the machine that it leads to, or unset {variable} to do it on this one.</source><translation>{variable} ist gesetzt und führt nicht zu `pomtray {command}`. Tun Sie das auf dem Computer, zu dem sie führt, oder löschen Sie die Variable {variable}, um es auf diesem zu tun.</translation></message>
    <message><location filename="../../pomtray/cli/elsewhere.py"/><source>{variable}: {place} is no socket.</source><translation>{variable}: {place} ist kein Socket.</translation></message>
    <message><location filename="../../pomtray/cli/elsewhere.py"/><source>{variable}: {place} is not there.</source><translation>{variable}: {place} ist nicht da.</translation></message>
    <message><location filename="../../pomtray/cli/elsewhere.py"/><source>{variable}: {place} is not yours alone, or its folder is not.</source><translation>{variable}: {place} gehört nicht Ihnen allein, oder der Ordner nicht.</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>{version}; it shows {described}.</source><translation>{version}; gezeigt wird {described}.</translation></message>
    <message><location filename="../../pomtray/core/model/handing.py"/><source>{vouching_host} gave no answer whether it still works.</source><translation>{vouching_host} hat nicht geantwortet, ob sie noch gilt.</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>{weekday} {time}</source><translation>{weekday} {time}</translation></message>
    <message><location filename="../../pomtray/desktop/client_secret.py"/><source>{what} is empty, too long or holds NUL.</source><translation>{what} ist leer, zu lang oder enthält NUL.</translation></message>
    <message><location filename="../../pomtray/core/details/value.py"/><source>{when} (in {left})</source><translation>{when} (in {left})</translation></message>
    <message><location filename="../../pomtray/core/details/value.py"/><source>{when} ({ago})</source><translation>{when} ({ago})</translation></message>
    <message><location filename="../../pomtray/signin/routes/examining.py"/><source>{who} has a token of {issuer} that has not ended.</source><translation>{who} hat ein Token von {issuer}, das noch gilt.</translation></message>
    <message><location filename="../../pomtray/core/model/revocation_result.py"/><source>{who} has revoked what it gave.</source><translation>{who} hat das Ausgestellte widerrufen.</translation></message>
    <message><location filename="../../pomtray/core/rows/note.py"/><source>{why}, not checked since {since}</source><translation>{why}, nicht geprüft seit {since}</translation></message>
    <message><location filename="../../pomtray/signin/web/failures.py"/><source>{why}, so no server's certificate can be checked.</source><translation>{why}; deshalb kann kein Zertifikat eines Servers geprüft werden.</translation></message>
    <message><location filename="../../pomtray/core/network/proxy.py"/><source>{written} is no kind of proxy that is known here</source><translation>{written} ist keine Art von Proxy, die hier bekannt ist</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>{year}-{month}-{day} {time}</source><translation>{day}.{month}.{year} {time}</translation></message>
    <message><location filename="../../pomtray/core/settings/portal_news.py"/><source>“{before}” is “{after}” now</source><translation>„{before}“ heißt jetzt „{after}“</translation></message>
    <message><location filename="../../pomtray/cli/terminal.py"/><source>…         the session before has ended ({issuer})</source><translation>…         die Sitzung davor ist beendet ({issuer})</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>≈ {hours} h</source><translation>≈ {hours} Std.</translation></message>
    <message><location filename="../../pomtray/core/deadline.py"/><source>≈ {minutes} m</source><translation>≈ {minutes} Min.</translation></message>
    <message><source>It opens {names} too.</source><translation type="vanished">Es öffnet auch {names}.</translation></message>
    <message><source>Pomtray cannot tell which one it is</source><translation type="vanished">pomtray kann nicht erkennen, welches es ist</translation></message>
    <message><source>The Pomerium at {host} has no TCP route {name}.</source><translation type="vanished">Das Pomerium auf {host} hat keine TCP-Route {name}.</translation></message>
    <message><source>in the terminal {terminal}</source><translation type="vanished">im Terminal {terminal}</translation></message>
    <message><source>{host} answered {status}: {told}.</source><translation type="vanished">{host} hat mit {status} geantwortet: {told}.</translation></message>
    <message><source>{host} did not open the tunnel to {target} in time.</source><translation type="vanished">{host} hat den Tunnel zu {target} nicht rechtzeitig geöffnet.</translation></message>
    <message><source>{host} does not take the session that is held for {route}.</source><translation type="vanished">{host} nimmt die Sitzung für {route} nicht an.</translation></message>
    <message><source>{script}, run by {path}</source><translation type="vanished">{script}, ausgeführt von {path}</translation></message>
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
        <translation>In der englischen Anleitung suchen</translation>
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
        <translation>Hilfe (englisch): {section}</translation>
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
        <translation>Sie gilt für {routes}. {ended}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>It works: {key}</source>
        <translation>Sie funktioniert: {key}</translation>
    </message>
    <message>
        <location filename="../../pomtray/ui/words.py"/>
        <source>Its session serves {routes} too: signed out along with it. {ended}</source>
        <translation>Die Sitzung gilt auch für {routes}: Dort werden Sie mit abgemeldet. {ended}</translation>
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
        <translation>Sie gelten für {routes}. {ended}</translation>
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
