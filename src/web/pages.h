/* SPDX-License-Identifier: Apache-2.0 */
/* The handlers of all pages; app/routes.c says which address calls which. */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

#include "base/err.h"

struct exchange;

#define PAGE_HANDLER(name) struct err *name(struct cx *cx, struct exchange *x) MUST_CHECK

PAGE_HANDLER(page_home);
PAGE_HANDLER(page_asset);
PAGE_HANDLER(page_desk);
PAGE_HANDLER(page_look);
PAGE_HANDLER(page_desks);
PAGE_HANDLER(post_desks);
PAGE_HANDLER(post_desk);

/* asking */
PAGE_HANDLER(page_new);
PAGE_HANDLER(post_new);
PAGE_HANDLER(post_uploads);
PAGE_HANDLER(page_file);
PAGE_HANDLER(page_html);

/* one's own requests */
PAGE_HANDLER(page_requests);
PAGE_HANDLER(page_request);
PAGE_HANDLER(page_link);
PAGE_HANDLER(post_link);
PAGE_HANDLER(post_waiting);
PAGE_HANDLER(post_solved);
PAGE_HANDLER(post_unsolved);
PAGE_HANDLER(post_request_reply);
PAGE_HANDLER(page_complain);
PAGE_HANDLER(post_complain);
PAGE_HANDLER(page_survey);
PAGE_HANDLER(post_survey);
PAGE_HANDLER(page_plan);
PAGE_HANDLER(page_plan_document);
PAGE_HANDLER(page_plan_sop);
PAGE_HANDLER(page_plan_change);
PAGE_HANDLER(page_plan_hours);

/* signing in, one's own settings */
PAGE_HANDLER(page_sign_in);
PAGE_HANDLER(prepare_sign_in);
PAGE_HANDLER(post_sign_in);
PAGE_HANDLER(post_sign_in_link);
PAGE_HANDLER(page_sign_in_token);
PAGE_HANDLER(post_sign_in_token);
PAGE_HANDLER(post_sign_out);
PAGE_HANDLER(page_profile);
PAGE_HANDLER(post_profile);
PAGE_HANDLER(prepare_password);
PAGE_HANDLER(post_password);
PAGE_HANDLER(post_language);
PAGE_HANDLER(page_staff);
PAGE_HANDLER(post_staff);
PAGE_HANDLER(post_staff_person);
PAGE_HANDLER(page_setup);
PAGE_HANDLER(prepare_setup);
PAGE_HANDLER(post_setup);

/* changing the plan */
PAGE_HANDLER(page_plan_edit);
PAGE_HANDLER(prepare_plan_edit);
PAGE_HANDLER(post_plan_edit);
PAGE_HANDLER(page_plan_table);
PAGE_HANDLER(post_plan_row);
PAGE_HANDLER(post_plan_closed);
PAGE_HANDLER(post_plan_member);
PAGE_HANDLER(page_plan_draft);
PAGE_HANDLER(post_plan_propose);
PAGE_HANDLER(post_plan_approve);
PAGE_HANDLER(post_plan_withdraw);
PAGE_HANDLER(post_plan_adopt);
PAGE_HANDLER(post_plan_rebase);
PAGE_HANDLER(post_plan_discard);
PAGE_HANDLER(page_plan_revisions);
PAGE_HANDLER(page_plan_revision);
PAGE_HANDLER(post_plan_return);
PAGE_HANDLER(page_plan_replay);
PAGE_HANDLER(post_plan_replay);

/* the staff: queue and tickets */
PAGE_HANDLER(page_queue);
PAGE_HANDLER(page_queue_rows);
PAGE_HANDLER(page_ticket);
PAGE_HANDLER(page_ticket_why);
PAGE_HANDLER(page_ticket_messages);
PAGE_HANDLER(post_report);
PAGE_HANDLER(post_join);
PAGE_HANDLER(post_part);
PAGE_HANDLER(page_side_new);
PAGE_HANDLER(post_side_new);
PAGE_HANDLER(page_side);
PAGE_HANDLER(post_side);
PAGE_HANDLER(post_side_close);
PAGE_HANDLER(post_reply);
PAGE_HANDLER(post_undo);
PAGE_HANDLER(post_draft);
PAGE_HANDLER(post_take);
PAGE_HANDLER(post_change);
PAGE_HANDLER(post_resolve);
PAGE_HANDLER(post_reopen);
PAGE_HANDLER(post_move);
PAGE_HANDLER(post_admit);
PAGE_HANDLER(page_message);
PAGE_HANDLER(page_message_raw);
PAGE_HANDLER(post_charset);
PAGE_HANDLER(page_presence);
PAGE_HANDLER(post_presence);
PAGE_HANDLER(page_events);
PAGE_HANDLER(page_upload);

/* the staff: the rest */
PAGE_HANDLER(page_call);
PAGE_HANDLER(post_call);
PAGE_HANDLER(page_people);
PAGE_HANDLER(page_people_find);
PAGE_HANDLER(page_person);
PAGE_HANDLER(page_mail_in);
PAGE_HANDLER(page_mail_one);
PAGE_HANDLER(page_mail_raw);
PAGE_HANDLER(post_mail_in_retry);
PAGE_HANDLER(page_mail_out);
PAGE_HANDLER(post_mail_out_retry);
PAGE_HANDLER(page_shortcuts);
PAGE_HANDLER(page_styleguide);

#endif
