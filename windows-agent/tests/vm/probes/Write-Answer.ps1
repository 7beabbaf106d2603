# How a probe answers: one JSON file that appears whole or not at all.
function Write-Answer {
    param([string] $Path, $Value)
    $half = $Path + '.part'
    [IO.File]::WriteAllText($half, ($Value | ConvertTo-Json -Depth 5))
    [IO.File]::Move($half, $Path)
}
