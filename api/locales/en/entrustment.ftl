### What the room “entrustment” says to people.

entrustment-member-twice = This member is named twice: name her once
entrustment-member-no-role = Member { $number } holds no role but a trainee’s today: seat people who teach, keep or answer for something
entrustment-chair-no-member = The chair is none of the members: name her among them, or another chair
entrustment-quorum = A quorum of { $quorum } does not fit { $members } members: choose from { $least } to { $members }
entrustment-vote-open = { $count ->
    [one] A vote of this committee is open: close or drop it before its members change
   *[other] { $count } votes of this committee are open: close or drop them before its members change
}
entrustment-activity-unknown = The trainee’s plan names no activity “{ $code }”: choose one that it names
entrustment-level = { $level } is no level of entrustment: choose from 1 to 5
entrustment-retrospective = { $day } lies outside the training so far, from { $begin } to { $today }: what was shown holds from a day within it
entrustment-prospective = A prospective decision counts at once: it holds from { $today }, not from { $day }
entrustment-basis = A decision rests on 1 to { $limit } pieces of evidence, and { $count } are named
entrustment-basis-twice = The evidence of { $day } is named twice: name it once
entrustment-basis-not-approved = The evidence of { $day } is “{ $status }”: a decision rests on approved evidence
entrustment-remit = The trainee neither belongs to this committee’s institution nor learns there today: ask a committee of her school or of her base
entrustment-chair-herself = The trainee chairs this committee: ask another, or seat another chair first
entrustment-merge-decided = One of these records decided about the other in a committee, or both vote about the same: let the committee take it back or drop it first
entrustment-few-others = Without the trainee { $count } members are left, and the quorum is { $quorum }: seat more members first
entrustment-already-open = A vote about “{ $code }” for this trainee is open: close it first
entrustment-not-open = The vote is over (“{ $status }”): nothing can be changed about it
entrustment-voted = You have voted already: a vote is cast once
entrustment-no-quorum = { $count } of { $quorum } members who must vote have voted: wait for the others
entrustment-not-entrusted = This decision is “{ $status }”: only what is entrusted can be taken back

code-EntrustmentOutlook-RETROSPECTIVE = retrospective: what was shown
code-EntrustmentOutlook-PROSPECTIVE = prospective: what she may do
code-EntrustmentStatus-OPEN = open
code-EntrustmentStatus-ENTRUSTED = entrusted
code-EntrustmentStatus-NOT_ENTRUSTED = not entrusted
code-EntrustmentStatus-DROPPED = dropped
code-EntrustmentStatus-REVERSED = taken back
code-EntrustmentErrorCode-INVALID = Invalid
code-EntrustmentErrorCode-ACTIVITY_UNKNOWN = Activity unknown
code-EntrustmentErrorCode-BASIS_NOT_APPROVED = Evidence does not stand
code-EntrustmentErrorCode-NOT_IN_REMIT = Not in its remit
code-EntrustmentErrorCode-ALREADY_OPEN = Vote open already
code-EntrustmentErrorCode-NOT_OPEN = Vote over
code-EntrustmentErrorCode-VOTED = Voted already
code-EntrustmentErrorCode-NO_QUORUM = No quorum
code-EntrustmentErrorCode-VOTE_OPEN = A vote is open
code-EntrustmentErrorCode-NOT_ENTRUSTED = Not entrusted
code-EntrustmentErrorCode-REASON_MISSING = Reason missing
