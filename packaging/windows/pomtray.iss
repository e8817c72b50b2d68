; Inno Setup 6: for one person, without administrator. Never run.
#define Version GetEnv("POMTRAY_VERSION")

[Setup]
AppId={{7F0C5B0E-6E0B-4C53-9E7D-3B8A1C5B9F11}
AppName=pomtray
AppVersion={#Version}
AppPublisher=the pomtray developers
PrivilegesRequired=lowest
DefaultDirName={autopf}\pomtray
DisableProgramGroupPage=yes
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=pomtray-{#Version}-setup
CloseApplications=yes
RestartApplications=no

[Files]
Source: "..\..\dist\pomtray\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{autoprograms}\pomtray"; Filename: "{app}\pomtray.exe"; AppUserModelID: "pomtray"

[UninstallRun]
Filename: "{app}\pomtray-cli.exe"; Parameters: "desktop remove"; RunOnceId: "desktop"; Flags: runhidden
