# What is said about evidence and its reviews.

evidence-window-closed = what happened on { $day } could be reviewed for { $days } days: ask the programme director
evidence-not-pending = it is { $status } already: only what awaits review can be decided
evidence-not-approved = it is { $status }: only an approval can be taken back
evidence-reason-missing = the reason is missing: say why, so that the trainee can mend it

code-EvidenceKind-HOURS = hours
code-EvidenceKind-PLACEMENT_EXIT = exit from a department
code-EvidenceKind-CASE = case
code-EvidenceKind-SKILL_ATTEMPT = skill attempt
code-EvidenceKind-ASSESSMENT = Assessment
code-EvidenceKind-CONTINUING_EDUCATION = continuing medical education
code-EvidenceStatus-PENDING = awaiting review
code-EvidenceStatus-APPROVED = approved
code-EvidenceStatus-RETURNED = returned
code-EvidenceStatus-REJECTED = rejected
code-EvidenceStatus-WITHDRAWN = withdrawn
code-EvidenceStatus-REPLACED = replaced
code-Decision-APPROVED = approved
code-Decision-RETURNED = returned
code-Decision-REJECTED = rejected
code-Decision-WITHDRAWN = taken back
code-SourceKind-PLACEMENT = placement
code-SourceKind-SUPERVISION = supervision
code-Facet-TOTAL = total
code-Facet-BASE_KIND = kind of base
code-Facet-BASE = base
code-Facet-DEPARTMENT = department
code-Facet-SPECIALTY = specialty
code-Facet-ASSESSOR = assessor
code-Facet-MONTH = month
code-Facet-CLASS_YEAR = class and year
code-EvidenceErrorCode-REASON_MISSING = reason missing
code-EvidenceErrorCode-NOT_PENDING = decided already
code-EvidenceErrorCode-NOT_APPROVED = not approved
code-EvidenceErrorCode-WINDOW_CLOSED = review window closed
code-EvidenceErrorCode-CONFLICT = changed meanwhile
