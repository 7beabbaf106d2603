# Running a probe as a standard user and as SYSTEM. Probes are in probes\ and write one JSON file.

$script:probeUser = 'genkan-vm-user'
$script:probeTask = 'GenkanVmProbe'
$script:probeFolder = Join-Path $env:PUBLIC 'genkan-vm-probes'
$script:probeCredential = $null

# Code that the other account can read and not change, and a folder beside it that it can write answers to.
function Initialize-ProbeFolder {
    if (Test-Path -LiteralPath $script:probeFolder) { return }
    New-Item -ItemType Directory -Path (Join-Path $script:probeFolder 'code') -Force | Out-Null
    New-Item -ItemType Directory -Path (Join-Path $script:probeFolder 'answers') -Force | Out-Null
    Copy-Item -Path (Join-Path $Vm.Here 'probes\*') -Destination (Join-Path $script:probeFolder 'code')
    $icacls = Join-Path $env:SystemRoot 'System32\icacls.exe'
    $code = Invoke-Program -File $icacls -Arguments @($script:probeFolder, '/inheritance:r', '/grant', '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F', '*S-1-5-32-545:(OI)(CI)RX')
    $answers = Invoke-Program -File $icacls -Arguments @((Join-Path $script:probeFolder 'answers'), '/grant', '*S-1-5-32-545:(OI)(CI)M')
    if ($code.ExitCode -ne 0 -or $answers.ExitCode -ne 0) { throw 'could not set the access rights of the probe folder' }
}

function Get-ProbeCredential {
    if ($null -ne $script:probeCredential) { return $script:probeCredential }
    # A password of this run only; upper, lower, digit and sign, so that every password rule is met.
    $random = New-Object byte[] 18
    $generator = [Security.Cryptography.RandomNumberGenerator]::Create()
    $generator.GetBytes($random)
    $generator.Dispose()
    $password = ConvertTo-SecureString -String ('Aa1!' + [Convert]::ToBase64String($random)) -AsPlainText -Force
    if ($null -ne (Get-LocalUser -Name $script:probeUser -ErrorAction SilentlyContinue)) { Remove-LocalUser -Name $script:probeUser }
    New-LocalUser -Name $script:probeUser -Password $password -Description 'Genkan VM checks; removed at their end' | Out-Null
    Add-LocalGroupMember -SID 'S-1-5-32-545' -Member $script:probeUser
    $script:probeCredential = New-Object System.Management.Automation.PSCredential(($env:COMPUTERNAME + '\' + $script:probeUser), $password)
    return $script:probeCredential
}

function Get-ProbeArguments {
    param([string] $Probe, [string] $Answer, [string[]] $Arguments)
    $file = Join-Path (Join-Path $script:probeFolder 'code') $Probe
    $all = @('-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', $file, '-Answer', $Answer) + $Arguments
    return (@($all | ForEach-Object { Format-Argument $_ })) -join ' '
}

function Read-Answer {
    param([string] $Answer, [int] $Seconds)
    if ((Wait-Until { Test-Path -LiteralPath $Answer } $Seconds) -lt 0) { throw 'the probe gave no answer' }
    $text = [IO.File]::ReadAllText($Answer)
    Remove-Item -LiteralPath $Answer
    return $text | ConvertFrom-Json
}

function New-AnswerPath {
    return Join-Path (Join-Path $script:probeFolder 'answers') ([Guid]::NewGuid().ToString('N') + '.json')
}

$script:powershell = Join-Path $env:SystemRoot 'System32\WindowsPowerShell\v1.0\powershell.exe'

# Needs a logon session of a person (console or remote desktop), not a remote shell.
function Invoke-AsStandardUser {
    param([string] $Probe, [string[]] $Arguments = @(), [int] $Seconds = 60)
    Initialize-ProbeFolder
    $answer = New-AnswerPath
    $line = Get-ProbeArguments -Probe $Probe -Answer $answer -Arguments $Arguments
    Start-Process -FilePath $script:powershell -ArgumentList $line -Credential (Get-ProbeCredential) -LoadUserProfile -WorkingDirectory $env:SystemRoot | Out-Null
    return Read-Answer -Answer $answer -Seconds $Seconds
}

function Invoke-AsSystem {
    param([string] $Probe, [string[]] $Arguments = @(), [int] $Seconds = 60)
    Initialize-ProbeFolder
    $answer = New-AnswerPath
    $line = Get-ProbeArguments -Probe $Probe -Answer $answer -Arguments $Arguments
    # The account's name differs from language to language, its SID does not.
    $name = (New-Object Security.Principal.SecurityIdentifier 'S-1-5-18').Translate([Security.Principal.NTAccount]).Value
    $action = New-ScheduledTaskAction -Execute $script:powershell -Argument $line
    $as = New-ScheduledTaskPrincipal -UserId $name -LogonType ServiceAccount -RunLevel Highest
    $settings = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries
    Register-ScheduledTask -TaskName $script:probeTask -Action $action -Principal $as -Settings $settings -Force | Out-Null
    try {
        Start-ScheduledTask -TaskName $script:probeTask
        return Read-Answer -Answer $answer -Seconds $Seconds
    }
    finally { Unregister-ScheduledTask -TaskName $script:probeTask -Confirm:$false }
}

# Runs a probe in a process of its own under this account, so that a DLL it loads is let go with it.
function Invoke-Apart {
    param([string] $Probe, [string[]] $Arguments = @(), [int] $Seconds = 60)
    Initialize-ProbeFolder
    $answer = New-AnswerPath
    $line = Get-ProbeArguments -Probe $Probe -Answer $answer -Arguments $Arguments
    $process = Start-Process -FilePath $script:powershell -ArgumentList $line -PassThru -WindowStyle Hidden
    if (-not $process.WaitForExit($Seconds * 1000)) { $process.Kill(); throw 'the probe did not end' }
    return Read-Answer -Answer $answer -Seconds 5
}

function Remove-OtherAccounts {
    if ($null -ne (Get-LocalUser -Name $script:probeUser -ErrorAction SilentlyContinue)) { Remove-LocalUser -Name $script:probeUser }
    if (Test-Path -LiteralPath $script:probeFolder) { Remove-Item -LiteralPath $script:probeFolder -Recurse -Force }
    $script:probeCredential = $null
}
