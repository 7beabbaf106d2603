# Results of the steps, as objects, as JSON and in JUnit's form.

$script:results = New-Object System.Collections.ArrayList
$script:reportFolder = ''
$script:reportPart = ''
$script:complaints = $null
$script:notes = $null

function Start-Report {
    param([string] $Folder)
    $script:reportFolder = $Folder
    $script:results.Clear()
}

function Set-ReportPart {
    param([string] $Name)
    $script:reportPart = $Name
}

# Status: passed, failed, prepared (a person has to judge) or skipped.
function Add-Result {
    param([string] $Step, [string] $Title, [string] $Status, [string] $Seen, [double] $Seconds)
    $result = New-Object PSObject -Property @{
        step = $Step; part = $script:reportPart; title = $Title; status = $Status; seen = $Seen; seconds = [Math]::Round($Seconds, 2)
    }
    [void] $script:results.Add($result)
    $colour = 'Green'
    if ($Status -eq 'failed') { $colour = 'Red' }
    if ($Status -eq 'prepared' -or $Status -eq 'skipped') { $colour = 'Yellow' }
    Write-Host ('{0,-9} {1,-6} {2}' -f $Status, $Step, $Title) -ForegroundColor $colour
    if ($Seen -ne '' -and $Status -ne 'passed') { Write-Host ('          ' + $Seen) }
}

# Runs one step. Inside it, Confirm-That collects what is wrong and Add-Note what was seen; an exception fails the step.
# -Prepared: the script only sets the stage or gathers evidence, a person judges.
function Step {
    param(
        [Parameter(Mandatory = $true, Position = 0)] [string] $Number,
        [Parameter(Mandatory = $true, Position = 1)] [string] $Title,
        [Parameter(Mandatory = $true, Position = 2)] [scriptblock] $Body,
        [switch] $Prepared
    )
    $script:complaints = New-Object System.Collections.ArrayList
    $script:notes = New-Object System.Collections.ArrayList
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $status = 'passed'
    if ($Prepared) { $status = 'prepared' }
    try {
        & $Body | Out-Null
        if ($script:complaints.Count -gt 0) { $status = 'failed' }
    }
    catch {
        if ($_.Exception.Message -like 'skip:*') { $status = 'skipped' } else { $status = 'failed' }
        [void] $script:complaints.Add($_.Exception.Message)
    }
    $seen = (@($script:complaints) + @($script:notes)) -join '; '
    Add-Result -Step $Number -Title $Title -Status $status -Seen $seen -Seconds $clock.Elapsed.TotalSeconds
}

function Confirm-That {
    param([bool] $Holds, [string] $Otherwise)
    if (-not $Holds) { [void] $script:complaints.Add($Otherwise) }
}

function Add-Note {
    param([string] $Text)
    [void] $script:notes.Add($Text)
}

function Skip-Step {
    param([string] $Why)
    throw ('skip: ' + $Why)
}

# Waits until the condition holds; returns the seconds it took, or -1.
function Wait-Until {
    param([scriptblock] $Condition, [int] $Seconds)
    $clock = [Diagnostics.Stopwatch]::StartNew()
    while ($clock.Elapsed.TotalSeconds -lt $Seconds) {
        if (& $Condition) { return [Math]::Round($clock.Elapsed.TotalSeconds, 2) }
        Start-Sleep -Milliseconds 250
    }
    return -1
}

# Writes both reports, prints the one line, returns the number of failures.
function Complete-Report {
    $count = @{ passed = 0; failed = 0; prepared = 0; skipped = 0 }
    foreach ($result in $script:results) { $count[$result.status] = $count[$result.status] + 1 }

    $system = Get-CimInstance -ClassName Win32_OperatingSystem
    $report = New-Object PSObject -Property @{
        windows  = $system.Caption + ' ' + $system.Version
        language = (Get-Culture).Name
        genkan   = [string] (Get-RegistryValue $GenkanKey 'Version')
        at       = (Get-Date).ToUniversalTime().ToString('o')
        count    = $count
        results  = @($script:results)
    }
    $report | ConvertTo-Json -Depth 5 | Set-Content -Path (Join-Path $script:reportFolder 'report.json') -Encoding UTF8
    Write-JUnit -Path (Join-Path $script:reportFolder 'report.xml') -Count $count

    Write-Host ''
    Write-Host ('{0} passed, {1} failed, {2} to judge, {3} skipped. Report: {4}' -f $count.passed, $count.failed, $count.prepared, $count.skipped, $script:reportFolder)
    return $count.failed
}

function Write-JUnit {
    param([string] $Path, [hashtable] $Count)
    $settings = New-Object System.Xml.XmlWriterSettings
    $settings.Indent = $true
    $settings.CheckCharacters = $false
    $writer = [System.Xml.XmlWriter]::Create($Path, $settings)
    try {
        $writer.WriteStartElement('testsuite')
        $writer.WriteAttributeString('name', 'genkan-vm')
        $writer.WriteAttributeString('tests', [string] $script:results.Count)
        $writer.WriteAttributeString('failures', [string] $Count.failed)
        $writer.WriteAttributeString('skipped', [string] ($Count.skipped + $Count.prepared))
        foreach ($result in $script:results) {
            $writer.WriteStartElement('testcase')
            $writer.WriteAttributeString('classname', $result.part)
            $writer.WriteAttributeString('name', $result.step + ' ' + $result.title)
            $writer.WriteAttributeString('time', $result.seconds.ToString([Globalization.CultureInfo]::InvariantCulture))
            if ($result.status -eq 'failed') { Write-JUnitOutcome $writer 'failure' $result.seen }
            if ($result.status -eq 'skipped') { Write-JUnitOutcome $writer 'skipped' $result.seen }
            if ($result.status -eq 'prepared') { Write-JUnitOutcome $writer 'skipped' ('for a person to judge: ' + $result.seen) }
            $writer.WriteEndElement()
        }
        $writer.WriteEndElement()
    }
    finally { $writer.Close() }
}

function Write-JUnitOutcome {
    param($Writer, [string] $Element, [string] $Message)
    $Writer.WriteStartElement($Element)
    $Writer.WriteAttributeString('message', $Message)
    $Writer.WriteEndElement()
}
