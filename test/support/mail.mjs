// SPDX-License-Identifier: Apache-2.0
// A mail server of the test's own: Postfix and Dovecot on loopback, high ports, everything in
// one temporary directory; nothing of the machine's own mail system is read or touched.
//
//   desk domain      Postfix hands over to Kindesk by LMTP
//   gone.example     taken, then found not to exist: Postfix writes the bounce
//   refused.example  refused at once with 550; busy.example with 451
//   later.example    nobody answers: stays in the queue
//   all others       Dovecot by LMTP: every address is a mailbox
import { chownSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { spawnSync } from "node:child_process";
import { Daemon, atEnd, freePort, run, temporaryDirectory } from "./run.mjs";
import { Mailbox } from "./imap.mjs";
import { submit } from "./smtp.mjs";

const PASSWORD = "open_sesame_of_the_test";

export class MailServer {
    static async start({ domain = "desk.example", lmtpPort, secure = false } = {}) {
        if (process.getuid() !== 0)
            throw new Error("Postfix starts as root only: run the tests as root or with sudo.");
        const server = new MailServer();
        server.domain = domain;
        server.lmtpPort = lmtpPort;
        server.secure = secure;
        server.directory = temporaryDirectory("mail");
        chmodSync(server.directory, 0o755);
        server.smtpPort = await freePort();
        server.imapPort = await freePort();
        server.dovecotLmtpPort = await freePort();
        atEnd(() => server.stop());
        await Promise.all([server.startDovecot(), server.startPostfix()]);
        return server;
    }

    async startDovecot() {
        const base = path.join(this.directory, "dovecot");
        mkdirSync(path.join(base, "mail"), { recursive: true });
        const nobody = ids("nobody");
        chownSync(path.join(base, "mail"), nobody.uid, nobody.gid);
        const file = path.join(base, "dovecot.conf");
        writeFileSync(file, dovecotConfiguration(this, base, nobody));
        this.dovecot = new Daemon("dovecot", "dovecot", ["-F", "-c", file]);
        await this.dovecot.line(/starting up for/);
    }

    async startPostfix() {
        const base = path.join(this.directory, "postfix");
        const etc = path.join(base, "etc"), data = path.join(base, "data"),
            queue = path.join(base, "queue");
        for (const directory of [etc, data, queue])
            mkdirSync(directory, { recursive: true });
        const postfix = ids("postfix");
        chownSync(data, postfix.uid, postfix.gid);
        if (this.secure)
            await certificate(etc);
        writeFileSync(path.join(etc, "main.cf"), postfixMain(this, etc, data, queue));
        writeFileSync(path.join(etc, "master.cf"), postfixMaster(this));
        writeFileSync(path.join(etc, "transport"), transports(this));
        writeFileSync(path.join(etc, "refused"),
            "/@refused\\.example$/ 550 5.1.1 there is no such mailbox\n" +
            "/@busy\\.example$/ 451 4.3.0 please try again later\n");
        this.postfixConfiguration = etc;
        // Postfix opens /dev/stdout by name, which works for a pipe but not for Node's socket.
        this.postfix = new Daemon("postfix", "sh", ["-c", 'postfix -c "$1" start-fg | cat', "sh",
            etc], { detached: true });
        await this.postfix.line(/daemon started/);
    }

    async stop() {
        if (this.postfix && !this.postfix.end) {
            const pid = Number(readFileSync(
                path.join(this.directory, "postfix/queue/pid/master.pid"), "utf8"));
            process.kill(pid, "SIGTERM");
            await this.postfix.ended;
        }
        if (this.dovecot)
            await this.dovecot.stop();
    }

    // For `kindesk serve --smtp`.
    get smtpUrl() {
        return `smtp://127.0.0.1:${this.smtpPort}`;
    }

    // A mailbox, as its owner's mail program sees it.
    async mailbox(address) {
        const mailbox = await Mailbox.open(this.imapPort, address, PASSWORD);
        atEnd(() => mailbox.close());
        return mailbox;
    }

    // Hands a raw message to Postfix as a mail program would.
    submit(from, to, message) {
        return submit(this.smtpPort, from, [to].flat(), message);
    }

    // What waits in the queue, one object for each message.
    async queue() {
        const { out } = await run("postqueue", ["-c", this.postfixConfiguration, "-j"]);
        return out.split("\n").filter(Boolean).map((line) => JSON.parse(line));
    }

    // Tries now what waits.
    flush() {
        return run("postqueue", ["-c", this.postfixConfiguration, "-f"]);
    }

    // Everything that Postfix wrote about messages from or to `pattern`.
    log(pattern) {
        return this.postfix.lines.filter((line) => pattern.test(line));
    }
}

function ids(name) {
    const entry = readFileSync("/etc/passwd", "utf8").split("\n")
        .map((line) => line.split(":")).find((fields) => fields[0] === name);
    if (!entry)
        throw new Error(`This machine has no account ${name}: run script/bootstrap.`);
    return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

async function certificate(directory) {
    const made = spawnSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
        "2", "-subj", "/CN=localhost", "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
        path.join(directory, "key.pem"), "-out", path.join(directory, "cert.pem")]);
    if (made.status !== 0)
        throw new Error(`openssl: ${made.stderr}`);
}

function dovecotConfiguration(server, base, nobody) {
    return `
base_dir = ${base}/run
state_dir = ${base}/state
log_path = /dev/stderr
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:${base}/mail/%u
auth_username_chars =
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${nobody.uid} gid=${nobody.gid} home=${base}/mail/%u allow_all_users=yes
}
default_internal_user = dovecot
default_login_user = dovenull
service imap-login {
  chroot =
  service_count = 0
  inet_listener imap {
    address = 127.0.0.1
    port = ${server.imapPort}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${server.dovecotLmtpPort}
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`;
}

function postfixMain(server, etc, data, queue) {
    const secure = server.secure ? `
smtpd_tls_security_level = may
smtpd_tls_cert_file = ${etc}/cert.pem
smtpd_tls_key_file = ${etc}/key.pem
smtpd_tls_auth_only = yes
` : "";
    return `
compatibility_level = 3.6
queue_directory = ${queue}
data_directory = ${data}
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = /dev/stdout
myhostname = mx.people.example
mydestination =
local_recipient_maps =
local_transport = error:5.1.1 there is no such mailbox
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access regexp:${etc}/refused, permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 1000
smtpd_hard_error_limit = 1000
transport_maps = regexp:${etc}/transport
default_transport = lmtp:inet:127.0.0.1:${server.dovecotLmtpPort}
relay_domains =
lmtp_destination_recipient_limit = 50
lmtp_connection_cache_on_demand = no
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
maximal_queue_lifetime = 1d
smtp_destination_concurrency_failed_cohort_limit = 1000
lmtp_destination_concurrency_failed_cohort_limit = 1000
message_size_limit = 100000000
mailbox_size_limit = 0
disable_dns_lookups = yes
smtp_host_lookup = native
biff = no
notify_classes =
strict_8bitmime = no
smtputf8_enable = yes
always_add_missing_headers = no
enable_long_queue_ids = yes
${secure}`;
}

function postfixMaster(server) {
    const plain = ["cleanup unix n - n - 0", "rewrite unix - - n - - trivial-rewrite",
        "bounce unix - - n - 0", "defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce",
        "verify unix - - n - 1", "flush unix n - n 1000? 0", "proxymap unix - - n - -",
        "proxywrite unix - - n - 1 proxymap", "smtp unix - - n - -", "relay unix - - n - - smtp",
        "showq unix n - n - -", "error unix - - n - -", "retry unix - - n - - error",
        "discard unix - - n - -", "local unix - n n - -", "virtual unix - n n - -",
        "lmtp unix - - n - -", "anvil unix - - n - 1", "scache unix - - n - 1",
        "tlsmgr unix - - n 1000? 1", "pickup unix n - n 60 1", "qmgr unix n - n 300 1",
        "postlog unix-dgram n - n - 1 postlogd"];
    return [`127.0.0.1:${server.smtpPort} inet n - n - - smtpd`,
        ...plain.map((line) => {
            const fields = line.split(" ");
            return fields.length === 8 ? line : `${line} ${fields[0]}`;
        })].join("\n") + "\n";
}

function transports(server) {
    const dots = (domain) => domain.replaceAll(".", "\\.");
    const desk = server.lmtpPort ? `lmtp:inet:127.0.0.1:${server.lmtpPort}`
        : "retry:4.3.0 there is no desk";
    return `/@${dots(server.domain)}$/ ${desk}
/@([^@]*\\.)?gone\\.example$/ error:5.1.1 there is no such mailbox
/@([^@]*\\.)?later\\.example$/ retry:4.3.0 not now
/./ lmtp:inet:127.0.0.1:${server.dovecotLmtpPort}
`;
}
