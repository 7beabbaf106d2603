# The limits of the people's pipe, as a standard user. The probe account's password is not known here, so every proof is a wrong one; it is a local
# account of this run, and its lock-out harms nobody.
param([string] $Answer)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
. (Join-Path $here 'Write-Answer.ps1')

$talk = [System.IO.Pipes.PipeAccessRights] ([System.IO.Pipes.PipeAccessRights]::ReadWrite -bor [System.IO.Pipes.PipeAccessRights]::Synchronize)
$pipe = New-Object System.IO.Pipes.NamedPipeClientStream('.', 'Genkan.user', $talk, [System.IO.Pipes.PipeOptions]::None,
    [System.Security.Principal.TokenImpersonationLevel]::Identification, [System.IO.HandleInheritability]::None)
$pipe.Connect(3000)
$reader = New-Object System.IO.StreamReader($pipe, (New-Object System.Text.UTF8Encoding $false))

# Strings that end in " closed" mean that the host hung up.
function Ask {
    param([string] $Line)
    try {
        $bytes = [Text.Encoding]::UTF8.GetBytes($Line + "`n")
        $pipe.Write($bytes, 0, $bytes.Length)
        $line = $reader.ReadLine()
        if ($null -eq $line) { return 'closed' }
        return $line
    }
    catch { return 'closed' }
}

$proofs = @()
for ($i = 0; $i -lt 6; $i++) { $proofs += (Ask ('{"v":1,"id":"p' + $i + '","t":"host-prove","password":"wrong-' + $i + '"}')) }
$messages = @()
for ($i = 0; $i -lt 40; $i++) { $messages += (Ask ('{"v":1,"id":"m' + $i + '","t":"host-status"}')) }
$pipe.Dispose()

Write-Answer $Answer @{
    proofs   = $proofs
    answered = @($messages | Where-Object { $_ -like '*"host-status"*' }).Count
    last     = $messages[$messages.Count - 1]
}
