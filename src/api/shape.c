/* SPDX-License-Identifier: Apache-2.0 */
#include "api/shape.h"

#define SHAPE(variable, schema_name, list)                                               \
    const struct api_shape variable = {schema_name, list, sizeof list / sizeof *list}

/* clang-format off */
static const struct api_member new_requester[] = {
    {"email", API_LINE, API_NEEDED, NULL, "Who is not known yet is added as a requester."},
    {"name",  API_LINE, 0, NULL, NULL},
};
SHAPE(api_new_requester, "NewRequester", new_requester);

static const struct api_member new_attachment[] = {
    {"filename", API_LINE, API_NEEDED, NULL, NULL},
    {"type",     API_LINE, 0, NULL, "Media type; application/octet-stream when it is left out."},
    {"content",  API_TEXT, API_NEEDED, NULL, "The bytes in base64 (RFC 4648 section 4)."},
};
SHAPE(api_new_attachment, "NewAttachment", new_attachment);

static const struct api_member new_ticket[] = {
    {"desk",        API_LINE, API_NULL, NULL, "Its short name; left out, the first one that the caller works for."},
    {"subject",     API_LINE, API_NEEDED, NULL, NULL},
    {"body",        API_TEXT, API_NEEDED, NULL, "Plain text."},
    {"topic",       API_LINE, API_NULL, NULL, "A topic of the plan; left out, the plan's words decide."},
    {"impact",      API_LINE, API_NULL, NULL, "In the plan's words; left out, the mildest."},
    {"urgency",     API_LINE, API_NULL, NULL, "In the plan's words; left out, the mildest."},
    {"requester",   API_OBJECT, API_NULL, &api_new_requester, "Left out: the token's own person."},
    {"attachments", API_LIST, 0, &api_new_attachment, NULL},
};
SHAPE(api_new_ticket, "NewTicket", new_ticket);

static const struct api_member ticket_changes[] = {
    {"subject",      API_LINE, 0, NULL, NULL},
    {"topic",        API_LINE, 0, NULL, "Also moves the ticket to the topic's team."},
    {"team",         API_LINE, 0, NULL, NULL},
    {"assignee",     API_LINE, API_NULL, NULL, "E-mail address of a member of the staff; null for nobody."},
    {"impact",       API_LINE, 0, NULL, "Decides the priority anew."},
    {"urgency",      API_LINE, 0, NULL, "Decides the priority anew."},
    {"priority",     API_LINE, 0, NULL, NULL},
    {"state",        API_LINE, 0, NULL, "One to which the plan's workflow leads."},
    {"organization", API_LINE, 0, NULL, NULL},
    {"reason",       API_LINE, 0, NULL, "Kept in the history."},
    {"desk",         API_LINE, 0, NULL, "Moves the ticket there, under the plan of that desk. Stands alone or with `reason`."},
    {"solution",     API_TEXT, 0, NULL, "Resolves the ticket: sent to the requester, who is asked whether it helped. Stands alone or with `state`."},
};
SHAPE(api_ticket_changes, "TicketChanges", ticket_changes);

static const struct api_member new_message[] = {
    {"body",        API_TEXT, API_NEEDED, NULL, "Plain text."},
    {"public",      API_BOOL, API_NEEDED, NULL, "true: a reply, sent by mail at once; false: a note for the staff."},
    {"state",       API_LINE, 0, NULL, "The state to go to with it (staff)."},
    {"attachments", API_LIST, 0, &api_new_attachment, NULL},
};
SHAPE(api_new_message, "NewMessage", new_message);

static const struct api_member person[] = {
    {"id",           API_INT,  API_NEEDED, NULL, NULL},
    {"email",        API_LINE, API_NEEDED | API_NULL, NULL, NULL},
    {"name",         API_LINE, API_NEEDED, NULL, NULL},
    {"role",         API_LINE, 0, NULL, "requester, agent, manager or administrator"},
    {"language",     API_LINE, 0, NULL, NULL},
    {"phone",        API_LINE, 0, NULL, NULL},
    {"organization", API_LINE, 0, NULL, NULL},
    {"verified",     API_BOOL, 0, NULL, "Somebody proved to read mail at the address."},
    {"active",       API_BOOL, 0, NULL, NULL},
};
SHAPE(api_person_shape, "Person", person);

static const struct api_member why[] = {
    {"text", API_LINE, API_NEEDED, NULL, NULL},
    {"line", API_INT,  API_NEEDED, NULL, "Of the plan; 0 for a default."},
};
SHAPE(api_why_shape, "Why", why);

static const struct api_member target[] = {
    {"due_at",  API_TIME, API_NEEDED | API_NULL, NULL, NULL},
    {"done_at", API_TIME, API_NEEDED | API_NULL, NULL, NULL},
};
SHAPE(api_target_shape, "Target", target);

static const struct api_member attachment[] = {
    {"filename", API_LINE, API_NEEDED, NULL, NULL},
    {"type",     API_LINE, API_NEEDED, NULL, NULL},
    {"size",     API_INT,  API_NEEDED, NULL, "Bytes."},
    {"url",      API_LINE, API_NEEDED, NULL, NULL},
};
SHAPE(api_attachment_shape, "Attachment", attachment);

static const struct api_member message[] = {
    {"id",          API_INT,  API_NEEDED, NULL, NULL},
    {"ticket",      API_INT,  API_NEEDED, NULL, NULL},
    {"kind",        API_LINE, API_NEEDED, NULL, "request, reply, note, held, automatic, side-out or side-in"},
    {"public",      API_BOOL, API_NEEDED, NULL, NULL},
    {"author",      API_OBJECT, API_NEEDED | API_NULL, &api_person_shape, NULL},
    {"channel",     API_LINE, API_NEEDED, NULL, NULL},
    {"side",        API_INT,  API_NEEDED | API_NULL, NULL, "The conversation with a partner that it belongs to."},
    {"text",        API_TEXT, API_NEEDED, NULL, NULL},
    {"created_at",  API_TIME, API_NEEDED, NULL, NULL},
    {"attachments", API_LIST, API_NEEDED, &api_attachment_shape, NULL},
};
SHAPE(api_message_shape, "Message", message);

static const struct api_member desk[] = {
    {"desk", API_LINE, API_NEEDED, NULL, "Its short name."},
    {"name", API_LINE, API_NEEDED, NULL, "As its plan says."},
    {"url",  API_LINE, API_NEEDED, NULL, "How its addresses begin."},
};
SHAPE(api_desk_shape, "Desk", desk);

static const struct api_member desks[] = {
    {"items", API_LIST, API_NEEDED, &api_desk_shape, NULL},
};
SHAPE(api_desks_shape, "Desks", desks);

static const struct api_member relation[] = {
    {"kind",   API_LINE, API_NEEDED, NULL, "What the other is to this one: problem, report, complaint or about"},
    {"number", API_INT,  API_NEEDED, NULL, NULL},
};
SHAPE(api_relation_shape, "Relation", relation);

static const struct api_member side[] = {
    {"id",          API_INT,  API_NEEDED, NULL, NULL},
    {"partner",     API_OBJECT, API_NEEDED, &api_person_shape, NULL},
    {"team",        API_LINE, API_NEEDED | API_NULL, NULL, "The vendor of the plan that they stand for."},
    {"subject",     API_LINE, API_NEEDED, NULL, NULL},
    {"asked_at",    API_TIME, API_NEEDED, NULL, NULL},
    {"due_at",      API_TIME, API_NEEDED | API_NULL, NULL, "By when their answer is expected."},
    {"answered_at", API_TIME, API_NEEDED | API_NULL, NULL, NULL},
    {"closed_at",   API_TIME, API_NEEDED | API_NULL, NULL, NULL},
};
SHAPE(api_side_shape, "Side", side);

static const struct api_member ticket[] = {
    {"number",         API_INT,  API_NEEDED, NULL, NULL},
    {"desk",           API_LINE, API_NEEDED, NULL, "The short name of the desk where it is."},
    {"subject",        API_LINE, API_NEEDED, NULL, NULL},
    {"state",          API_LINE, API_NEEDED, NULL, "As the plan names it."},
    {"phase",          API_LINE, API_NEEDED, NULL, "new, open, waiting, vendor, resolved, closed or spam"},
    {"priority",       API_LINE, API_NEEDED, NULL, NULL},
    {"team",           API_LINE, API_NEEDED, NULL, NULL},
    {"tier",           API_INT,  API_NEEDED, NULL, NULL},
    {"reopened",           API_INT,  API_NEEDED, NULL, NULL},
    {"topic",          API_LINE, API_NEEDED, NULL, NULL},
    {"impact",         API_LINE, API_NEEDED, NULL, NULL},
    {"urgency",        API_LINE, API_NEEDED, NULL, NULL},
    {"requester",      API_OBJECT, API_NEEDED, &api_person_shape, NULL},
    {"assignee",       API_OBJECT, API_NEEDED | API_NULL, &api_person_shape, NULL},
    {"organization",   API_LINE, API_NEEDED, NULL, NULL},
    {"channel",        API_LINE, API_NEEDED, NULL, NULL},
    {"tags",           API_LINES, API_NEEDED, NULL, NULL},
    {"created_at",     API_TIME, API_NEEDED, NULL, NULL},
    {"updated_at",     API_TIME, API_NEEDED, NULL, NULL},
    {"first_response", API_OBJECT, API_NEEDED, &api_target_shape, NULL},
    {"update_due_at",  API_TIME, API_NEEDED | API_NULL, NULL, NULL},
    {"resolve",        API_OBJECT, API_NEEDED, &api_target_shape, NULL},
    {"closed_at",      API_TIME, API_NEEDED | API_NULL, NULL, NULL},
    {"solution",       API_TEXT, API_NEEDED, NULL, NULL},
    {"why",            API_OBJECT, API_NULL, &api_why_shape, "Why it has this priority; null where a person chose it."},
    {"restricted",     API_BOOL, API_NEEDED, NULL, "Only its team, its assignee and managers see it."},
    {"report",         API_OBJECT, API_NEEDED | API_NULL, &api_target_shape, "A report that a rule of the plan asks for; null: none, or not for requesters."},
    {"complaint",      API_OBJECT, API_NEEDED | API_NULL, &api_target_shape, "The ticket is a complaint: by when it is answered, by the plan's feedback."},
    {"relations",      API_LIST, 0, &api_relation_shape, "Of a single ticket: what it belongs with."},
    {"sides",          API_LIST, 0, &api_side_shape, "Of a single ticket, for the staff: conversations with partners."},
    {"messages",       API_LIST, 0, &api_message_shape, "Of a single ticket: what was said, oldest first."},
    {"url",            API_LINE, API_NEEDED, NULL, NULL},
};
SHAPE(api_ticket_shape, "Ticket", ticket);

static const struct api_member event[] = {
    {"n",       API_INT,  API_NEEDED, NULL, NULL},
    {"at",      API_TIME, API_NEEDED, NULL, NULL},
    {"kind",    API_LINE, API_NEEDED, NULL, NULL},
    {"text",    API_LINE, API_NEEDED, NULL, NULL},
    {"actor",   API_LINE, API_NEEDED | API_NULL, NULL, "null: Kindesk itself."},
    {"message", API_INT,  API_NEEDED | API_NULL, NULL, NULL},
    {"reason",  API_LINE, API_NEEDED | API_NULL, NULL, NULL},
    {"why",     API_OBJECT, API_NEEDED | API_NULL, &api_why_shape, NULL},
    {"set",     API_OBJECT, API_NEEDED, NULL, "What it changed, by name."},
};
SHAPE(api_event_shape, "Event", event);

static const struct api_member choice[] = {
    {"value",  API_LINE, API_NEEDED, NULL, NULL},
    {"reason", API_LINE, API_NEEDED | API_NULL, NULL, "A person's, where one decided."},
    {"why",    API_OBJECT, API_NEEDED | API_NULL, &api_why_shape, NULL},
};
SHAPE(api_choice_shape, "Choice", choice);

static const struct api_member clock[] = {
    {"name",       API_LINE, API_NEEDED, NULL, NULL},
    {"target_ms",  API_INT,  API_NEEDED, NULL, "On its own clock, as is elapsed_ms."},
    {"elapsed_ms", API_INT,  API_NEEDED, NULL, NULL},
    {"due_at",     API_TIME, API_NEEDED | API_NULL, NULL, NULL},
    {"done_at",    API_TIME, API_NEEDED | API_NULL, NULL, NULL},
    {"missed_at",  API_TIME, API_NEEDED | API_NULL, NULL, NULL},
    {"paused",     API_BOOL, API_NEEDED, NULL, NULL},
    {"why",        API_OBJECT, API_NEEDED | API_NULL, &api_why_shape, NULL},
};
SHAPE(api_clock_shape, "Clock", clock);

static const struct api_member segment[] = {
    {"from",  API_TIME, API_NEEDED, NULL, NULL},
    {"to",    API_TIME, API_NEEDED, NULL, NULL},
    {"state", API_LINE, API_NEEDED, NULL, NULL},
    {"clock", API_LINE, API_NEEDED, NULL, "counts, stands (the state stops it) or closed (outside the hours)"},
    {"why",   API_OBJECT, API_NEEDED | API_NULL, &api_why_shape, NULL},
};
SHAPE(api_segment_shape, "Segment", segment);

static const struct api_member decided[] = {
    {"at",     API_TIME, API_NEEDED, NULL, NULL},
    {"text",   API_LINE, API_NEEDED, NULL, NULL},
    {"reason", API_LINE, API_NEEDED | API_NULL, NULL, NULL},
    {"why",    API_OBJECT, API_NEEDED | API_NULL, &api_why_shape, NULL},
};
SHAPE(api_decided_shape, "Decision", decided);

static const struct api_member ticket_why[] = {
    {"ticket",    API_INT,  API_NEEDED, NULL, NULL},
    {"priority",  API_OBJECT, API_NEEDED, &api_choice_shape, NULL},
    {"team",      API_OBJECT, API_NEEDED, &api_choice_shape, NULL},
    {"state",     API_OBJECT, API_NEEDED, &api_choice_shape, NULL},
    {"clocks",    API_LIST, API_NEEDED, &api_clock_shape, "What is promised."},
    {"segments",  API_LIST, API_NEEDED, &api_segment_shape, "The ticket's life, oldest first; at most 400."},
    {"decisions", API_LIST, API_NEEDED, &api_decided_shape, "Oldest first; for the staff, else empty."},
};
SHAPE(api_ticket_why_shape, "TicketWhy", ticket_why);

static const struct api_member tickets[] = {
    {"total", API_INT,  API_NEEDED, NULL, NULL},
    {"items", API_LIST, API_NEEDED, &api_ticket_shape, NULL},
    {"next",  API_LINE, API_NEEDED | API_NULL, NULL, "For `after`; null on the last page."},
};
SHAPE(api_tickets_shape, "Tickets", tickets);

static const struct api_member events[] = {
    {"items", API_LIST, API_NEEDED, &api_event_shape, NULL},
};
SHAPE(api_events_shape, "Events", events);

static const struct api_member people[] = {
    {"items", API_LIST, API_NEEDED, &api_person_shape, NULL},
    {"next",  API_LINE, API_NEEDED | API_NULL, NULL, "For `after`; null on the last page."},
};
SHAPE(api_people_shape, "People", people);

static const struct api_member wrong_field[] = {
    {"field",  API_LINE, API_NEEDED | API_NULL, NULL, NULL},
    {"detail", API_LINE, API_NEEDED, NULL, NULL},
};
SHAPE(api_wrong_field_shape, "WrongField", wrong_field);

static const struct api_member problem[] = {
    {"type",    API_LINE, API_NEEDED, NULL, NULL},
    {"title",   API_LINE, API_NEEDED, NULL, NULL},
    {"status",  API_INT,  API_NEEDED, NULL, NULL},
    {"detail",  API_LINE, API_NEEDED, NULL, "What happened and what to do."},
    {"field",   API_LINE, 0, NULL, NULL},
    {"errors",  API_LIST, 0, &api_wrong_field_shape, "Every field that is wrong."},
    {"request", API_LINE, API_NEEDED, NULL, "Its id in the log."},
};
SHAPE(api_problem_shape, "Problem", problem);

/* ---- The plan. */

static const struct api_member new_plan_check[] = {
    {"text", API_TEXT, API_NEEDED, NULL, "A plan, in Markdown, at most 512 KB."},
};
SHAPE(api_new_plan_check, "NewPlanCheck", new_plan_check);

static const struct api_member plan_problem[] = {
    {"line",   API_INT,  API_NEEDED, NULL, NULL},
    {"column", API_INT,  API_NEEDED, NULL, NULL},
    {"remark", API_BOOL, API_NEEDED, NULL, "Does not keep it from being adopted."},
    {"wrong",  API_LINE, API_NEEDED, NULL, "What is wrong."},
    {"right",  API_LINE, API_NEEDED, NULL, "What would be right; may be empty."},
};
SHAPE(api_plan_problem_shape, "PlanProblem", plan_problem);

static const struct api_member plan_check[] = {
    {"mistakes", API_INT,  API_NEEDED, NULL, "0: it may be adopted."},
    {"more",     API_INT,  API_NEEDED, NULL, "Found, but not listed."},
    {"items",    API_LIST, API_NEEDED, &api_plan_problem_shape, NULL},
};
SHAPE(api_plan_check_shape, "PlanCheck", plan_check);

static const struct api_member plan_draft_changes[] = {
    {"version", API_INT,  API_NEEDED, NULL, "The one that the caller has seen; 409 when it is another by now."},
    {"text",    API_TEXT, 0, NULL, NULL},
    {"step",    API_LINE, 0, NULL, "propose, approve, withdraw, rebase or discard; done after the text is saved."},
    {"summary", API_LINE, 0, NULL, "What changes, with propose."},
};
SHAPE(api_plan_draft_changes, "PlanDraftChanges", plan_draft_changes);

static const struct api_member plan_stranded[] = {
    {"kind",    API_LINE, API_NEEDED, NULL, "team, topic, priority or state"},
    {"was",     API_LINE, API_NEEDED, NULL, NULL},
    {"becomes", API_LINE, API_NEEDED, NULL, "What suits best; `moves` of an adoption says what is wanted."},
    {"tickets", API_INT,  API_NEEDED, NULL, NULL},
    {"people",  API_INT,  API_NEEDED, NULL, NULL},
};
SHAPE(api_plan_stranded_shape, "PlanStranded", plan_stranded);

static const struct api_member plan_draft[] = {
    {"state",          API_LINE, API_NEEDED, NULL, "none, written, proposed or approved"},
    {"version",        API_INT,  API_NEEDED, NULL, NULL},
    {"begun_from",     API_INT,  API_NEEDED, NULL, "The revision it was begun from."},
    {"in_force",       API_INT,  API_NEEDED, NULL, "The revision in force."},
    {"wants_approval", API_BOOL, API_NEEDED, NULL, "Another person must approve it."},
    {"text",           API_TEXT, API_NEEDED, NULL, NULL},
    {"summary",        API_LINE, API_NEEDED, NULL, NULL},
    {"author",         API_LINE, API_NEEDED | API_NULL, NULL, NULL},
    {"updated_at",     API_TIME, API_NEEDED | API_NULL, NULL, NULL},
    {"proposer",       API_LINE, API_NEEDED | API_NULL, NULL, NULL},
    {"proposed_at",    API_TIME, API_NEEDED | API_NULL, NULL, NULL},
    {"approver",       API_LINE, API_NEEDED | API_NULL, NULL, NULL},
    {"approved_at",    API_TIME, API_NEEDED | API_NULL, NULL, NULL},
    {"mistakes",       API_INT,  0, NULL, "When it is read, not when it is changed."},
    {"stranded",       API_LIST, 0, &api_plan_stranded_shape, "Names that vanish although tickets or people have them."},
};
SHAPE(api_plan_draft_shape, "PlanDraft", plan_draft);

static const struct api_member plan_move[] = {
    {"kind",    API_LINE, API_NEEDED, NULL, "team, topic, priority or state"},
    {"was",     API_LINE, API_NEEDED, NULL, NULL},
    {"becomes", API_LINE, API_NEEDED, NULL, NULL},
};
SHAPE(api_plan_move, "PlanMove", plan_move);

static const struct api_member new_plan_revision[] = {
    {"text",              API_TEXT, 0, NULL, "Left out: the draft of `version`."},
    {"expected_revision", API_INT,  0, NULL, "With text: the revision that its author saw in force; 409 when it is another."},
    {"version",           API_INT,  0, NULL, "Without text: of the draft."},
    {"summary",           API_LINE, 0, NULL, "What changes; left out, what the draft was proposed with."},
    {"moves",             API_LIST, 0, &api_plan_move, "One for each name that would be stranded."},
};
SHAPE(api_new_plan_revision, "NewPlanRevision", new_plan_revision);

static const struct api_member plan_revision[] = {
    {"revision",   API_INT,  API_NEEDED, NULL, NULL},
    {"in_force",   API_BOOL, API_NEEDED, NULL, NULL},
    {"adopted_at", API_TIME, API_NEEDED, NULL, NULL},
    {"author",     API_LINE, API_NEEDED | API_NULL, NULL, NULL},
    {"approver",   API_LINE, API_NEEDED | API_NULL, NULL, NULL},
    {"summary",    API_LINE, API_NEEDED, NULL, NULL},
    {"text",       API_TEXT, 0, NULL, "Not in lists."},
};
SHAPE(api_plan_revision_shape, "PlanRevision", plan_revision);

static const struct api_member plan_revisions[] = {
    {"items", API_LIST, API_NEEDED, &api_plan_revision_shape, NULL},
};
SHAPE(api_plan_revisions_shape, "PlanRevisions", plan_revisions);

static const struct api_member new_plan_replay[] = {
    {"text", API_TEXT, 0, NULL, "Left out: the draft."},
    {"days", API_INT,  0, NULL, "1 to 3660, 90 when left out."},
};
SHAPE(api_new_plan_replay, "NewPlanReplay", new_plan_replay);

static const struct api_member plan_replay[] = {
    {"id",       API_INT,  API_NEEDED, NULL, NULL},
    {"state",    API_LINE, API_NEEDED, NULL, "running, done or failed"},
    {"days",     API_INT,  API_NEEDED, NULL, NULL},
    {"asked_at", API_TIME, API_NEEDED, NULL, NULL},
    {"asked_by", API_LINE, API_NEEDED | API_NULL, NULL, NULL},
    {"done",     API_INT,  API_NEEDED, NULL, "Tickets so far."},
    {"all",      API_INT,  API_NEEDED, NULL, NULL},
    {"error",    API_LINE, API_NEEDED | API_NULL, NULL, NULL},
    {"result",   API_OBJECT, API_NEEDED | API_NULL, NULL, "tickets, differ, kinds, teams, priorities: counts before and after; listed: the newest tickets that differ."},
};
SHAPE(api_plan_replay_shape, "PlanReplay", plan_replay);
/* clang-format on */

const struct api_shape *const api_shapes[] = {
    &api_choice_shape, &api_clock_shape, &api_segment_shape, &api_decided_shape,
    &api_ticket_why_shape,
    &api_new_requester,    &api_new_attachment, &api_new_ticket,   &api_ticket_changes,
    &api_new_message,      &api_person_shape,   &api_why_shape,    &api_target_shape,
    &api_attachment_shape, &api_message_shape, &api_relation_shape, &api_side_shape,  &api_ticket_shape, &api_event_shape,
    &api_tickets_shape,    &api_events_shape,   &api_people_shape, &api_wrong_field_shape,
    &api_problem_shape,    &api_desk_shape,     &api_desks_shape,
    &api_new_plan_check,   &api_plan_problem_shape, &api_plan_check_shape,
    &api_plan_draft_changes, &api_plan_stranded_shape, &api_plan_draft_shape,
    &api_plan_move,        &api_new_plan_revision, &api_plan_revision_shape,
    &api_plan_revisions_shape, &api_new_plan_replay, &api_plan_replay_shape,
};
const size_t api_shapes_n = sizeof api_shapes / sizeof *api_shapes;
