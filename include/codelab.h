/**
 * @file codelab.h
 *
 * Opens ModelArts CodeLab notebook instances and follows them until you can use them.
 *
 * @code
 *     codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
 *     options.endpoint   = "https://modelarts.eu-de.otc.t-systems.com";
 *     options.project_id = "77b6a44cba5143ab91d13ab9a8ff44fd";
 *     options.token      = token_from_iam;
 *
 *     codelab_error     error    = CODELAB_ERROR_INIT;
 *     codelab_client   *client   = NULL;
 *     codelab_instance *instance = NULL;
 *     if (codelab_client_new(&options, &client, &error) != CODELAB_OK ||
 *         codelab_open(client, NULL, NULL, &instance, &error) != CODELAB_OK)
 *         fprintf(stderr, "%s\n", error.message);
 *     codelab_instance_free(instance);
 *     codelab_client_free(client);
 * @endcode
 *
 * @par Status
 * A function that can fail returns int32_t: #CODELAB_OK (0), #CODELAB_DONE (1, an iteration has ended), or a negative
 * code of enum codelab_status. Codes are never renumbered. Later versions may add codes, so treat an unknown code as a
 * failure of its hundred: -2xx is the network, -4xx a request that the service rejected, and so on.
 *
 * @par Output
 * The caller owns what a function stores in a parameter "T **out", and frees it with T_free(). The function always sets
 * *out: to NULL on failure. T_free(NULL) does nothing.
 *
 * @par Strings
 * NUL-terminated UTF-8. The library copies strings that you pass before the call returns. A "const char *" inside a
 * result lives as long as that result. A const char * that a function returns without an object is static.
 *
 * @par Absent values
 * A value that the service left out, or sent as null, is NULL, #CODELAB_ABSENT for integers, and -1 for booleans and
 * for the few floating-point numbers. An empty array is a non-NULL pointer with a count of 0; an absent array is NULL.
 * Null elements of an array are left out.
 *
 * @par Values of a wrong type
 * A response must be a JSON object, and an element of a page must be an object. The id (of an instance, image or
 * flavor) and the status (of an instance) must have their type. Any other value of a wrong type does not fail the call.
 * It is converted if nothing is lost: a number or boolean to text, a text or an integer with a zero fraction to an
 * integer, and 0, 1 or a text to a boolean. Otherwise its field is absent (an element of an array is left out), and the
 * array "dropped" of the result lists its JSON path, such as "volume.capacity". The trace lists it too. Since 0.4.0.
 *
 * @par Structs
 * A struct that you allocate begins with struct_size. Initialise it with its …_INIT macro and set the fields that you
 * need; zero means the default. Structs that the library allocates are read-only; never copy them by value. Both kinds
 * may grow at their end in later versions; struct_size makes this possible. A struct_size that no version can have,
 * such as one that ends inside a member, is #CODELAB_E_ARGUMENT. Into a shorter codelab_error the library writes only
 * members that fit completely, and truncates texts.
 *
 * @par Threads
 * Each object states which threads may use it. No function keeps state for a thread, calls you back, starts a thread of
 * the library, installs a signal handler, prints, or ends the process. No function is a cancellation point:
 * pthread_cancel() of a thread inside a function takes effect after the function returns, so end a blocking call with
 * its cancel object. This holds for deferred cancellation; no function is async-cancel-safe.
 *
 * @par Fork
 * In a child process, every handle made before fork(), `_Fork()` or clone() reports #CODELAB_E_STATE; make new handles
 * there. Freeing an old handle in the child only frees memory: it takes no lock, raises no event and closes no
 * descriptor, so a daemon may close all descriptors first. The memory of a queue, and of objects that another thread
 * was using at the fork, is not freed. codelab_cancel_trigger() in the child does not reach the parent. A child of
 * vfork() shares the parent's memory and must not use the library. OpenSSL's locks are copied in the state
 * that other threads of the parent left them in: if one of those was in a TLS call, a TLS call in the child can block
 * for ever. Fork before such calls begin, or call exec in the child. A call over plain HTTP takes none of these locks
 * if the parent has made a client before.
 *
 * @par Exit
 * exit(), and a return from main(), are safe while other threads are inside a call, also over TLS. For this the first
 * codelab_client_new() or codelab_queue_new() initialises OpenSSL without its exit handler. If the host initialised
 * OpenSSL earlier, that handler remains: it frees OpenSSL's tables during exit(), and a thread inside a TLS call can
 * crash at that moment. Such a host has three choices: call OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL) before
 * any other use of OpenSSL; cancel its calls and wait for them before exit(); or end with `_exit()`.
 *
 * @par Versions and tags
 * Comments have tags, words after an at sign. "since" is the version that added a symbol, or all fields of a struct
 * below it; without it a symbol is in 0.1.0. "values" names the enum of an int32_t. "bool" is 1 or 0. "absent" is the
 * value that an absent one has. "time_ms" counts milliseconds from the epoch, and "span_ms" is a duration. "key" and
 * "also" are the service's names of a field. "secret" must never be shown. "empty" is an array that is NULL without
 * elements. tools/abigen/README.md lists all tags: the bindings are generated from them.
 *
 * Names of fields are those of the service, with units added (create_at_ms). Facts about the service are from "Opening
 * a CodeLab Instance" (RunCodeLab), ModelArts API reference 22.3.0, 2024-04-05, and the sibling pages of 2025-08-26.
 */
#ifndef CODELAB_H
#define CODELAB_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------------------------------------- version -- */

/** @defgroup version Version
 * @{ */

#define CODELAB_VERSION_MAJOR 0
#define CODELAB_VERSION_MINOR 4
#define CODELAB_VERSION_PATCH 0
/** The version of this header: major * 1000000 + minor * 1000 + patch. */
#define CODELAB_VERSION_NUMBER (CODELAB_VERSION_MAJOR * 1000000 + CODELAB_VERSION_MINOR * 1000 + CODELAB_VERSION_PATCH)

/** An integer that the service left out. The value is INT64_MIN, a name that C++98 and C89 do not guarantee. */
#define CODELAB_ABSENT (-9223372036854775807 - 1)

/**
 * True if the library that made *object knows the field. Use it before you read a field that the loaded library may
 * lack: CODELAB_HAS_FIELD(instance, codelab_instance, dropped).
 */
#define CODELAB_HAS_FIELD(object, type, field) \
    ((object)->struct_size >= offsetof(type, field) + sizeof((object)->field))

/** Returns the version of the loaded library, in the form of #CODELAB_VERSION_NUMBER. Any thread. Never fails. */
uint32_t codelab_version(void);

/** Returns the version of the loaded library as text, such as "1.2.3". Static. Any thread. Never fails. */
const char *codelab_version_text(void);

/**
 * Returns one line for bug reports: the version, the build mode, and the libcurl that the library was built for.
 * Static. Any thread. Never fails.
 */
const char *codelab_build_text(void);

/** @} */

/* -------------------------------------------------------------------------------------------------- status -- */

/** @defgroup status Status
 * @{ */

/** What a function returns. See "Status" at the top of this header. */
enum codelab_status {
    CODELAB_OK = 0,
    CODELAB_DONE = 1, /**< an iteration has ended normally */

    /* -1xx: this side, before or instead of a request */
    CODELAB_E_ARGUMENT = -100,  /**< an argument is wrong; http_status is 0, or 4xx if the service rejected it */
    CODELAB_E_STATE = -101,     /**< the handle cannot be used: it was made before fork(), libcurl is too old, or a
                                     sandbox forbids eventfd, epoll or timerfd */
    CODELAB_E_NO_MEMORY = -102, /**< no memory or no file descriptor is available */
    CODELAB_E_CANCELLED = -110, /**< codelab_cancel_trigger() was called */
    CODELAB_E_DEADLINE = -111,  /**< the deadline of the cancel object, or the time for one attempt, has passed */

    /* -2xx: the network */
    CODELAB_E_RESOLVE = -200,   /**< the host name, or that of the proxy, has no address */
    CODELAB_E_CONNECT = -201,   /**< no connection: refused, unreachable, or not within connect_timeout_ms */
    CODELAB_E_TLS = -202,       /**< certificate not trusted, wrong host name, no common version, … */
    CODELAB_E_TRANSPORT = -203, /**< the connection ended in any way before the response was complete */

    /* -3xx: the response is not valid */
    CODELAB_E_PROTOCOL = -300, /**< not HTTP or JSON, a wrong type, over 16 MiB (head 256 KiB), 2xx without object */

    /* -4xx: the service rejected the request */
    CODELAB_E_AUTHENTICATION = -401, /**< the token is missing, expired, or not valid here */
    CODELAB_E_PERMISSION = -403,     /**< the user is known, but not allowed; also an account in arrears */
    CODELAB_E_NOT_FOUND = -404,      /**< 404, and 400 with ModelArts.6309 or ModelArts.6404 */
    CODELAB_E_NOT_OFFERED = -405,    /**< of codelab_open() only: 404 with APIG.0101 or APIGW.0101; other calls return
                                          NOT_FOUND for these */
    CODELAB_E_CONFLICT = -409,       /**< the state of the instance does not allow this, or it is busy */
    CODELAB_E_QUOTA = -413,          /**< a quota is used up, or the flavor is sold out */
    CODELAB_E_RATE_LIMIT = -429,     /**< too many requests; retry_after_ms may say when to try again */

    /* -5xx: the service failed */
    CODELAB_E_SERVICE = -500,         /**< 5xx, and any other HTTP status that has no group above */
    CODELAB_E_INSTANCE_FAILED = -501, /**< the instance cannot become ready; message has the service's reason */

    CODELAB_E_INTERNAL = -900 /**< an internal error in libcodelab: please report it with codelab_build_text() */
};

/**
 * Returns the name of a status, such as "CODELAB_E_TLS"; "CODELAB_UNKNOWN" for a code of another version. Static. Any
 * thread. Never fails.
 */
const char *codelab_status_name(int32_t status);

/**
 * Returns one sentence without a full stop, such as "the connection failed". Static. Any thread. Never
 * fails.
 */
const char *codelab_status_text(int32_t status);

/** @} */

/* --------------------------------------------------------------------------------------------------- error -- */

/** @defgroup error Errors
 * @{ */

/**
 * Details of a failure.
 *
 * Allocate one, initialise it with #CODELAB_ERROR_INIT, and pass its address to functions that take an error. You may
 * pass NULL instead. A failure fills it; every call that takes it resets it first. It holds no pointers, so there is
 * nothing to free. It never contains a secret. Texts are truncated, at a character, to the sizes below. Invisible
 * characters in a text of the service are escaped, as in `\u202e`, and the message of an error response without a known
 * code and message is its text, such as that of a page (since 0.4.0).
 */
typedef struct codelab_error {
    uint32_t struct_size;
    int32_t code;            /**< @values codelab_status: what the function returned */
    int32_t http_status;     /**< of the last response, also of a proxy that refused; 0 if there was no response */
    int32_t curl_code;       /**< CURLcode of the last attempt; 0 if libcurl reported no error */
    int32_t retryable;       /**< 1: the same call may succeed later, and it is safe to repeat; 0: otherwise */
    int32_t attempts;        /**< number of requests sent for this call */
    int64_t retry_after_ms;  /**< the delay that the service requested; CODELAB_ABSENT if none */
    int64_t json_offset;     /**< offset of the first invalid byte in the response; CODELAB_ABSENT if it is valid */
    char service_code[64];   /**< "ModelArts.6309", "APIG.0101" */
    char request_id[128];    /**< for a ticket with the operator */
    char json_path[256];     /**< "action_progress[2].step" */
    char message[512];       /**< one sentence: what failed, where, and what to do about it */
} codelab_error;

#define CODELAB_ERROR_INIT \
    { (uint32_t)sizeof(codelab_error), 0, 0, 0, 0, 0, CODELAB_ABSENT, CODELAB_ABSENT, "", "", "", "" }

/** @} */

/* -------------------------------------------------------------------------------------------------- client -- */

/** @defgroup client Client
 * @{ */

/**
 * Endpoint, project, credentials, settings and warm connections.
 *
 * Any thread may use a client, for any number of calls at once. Each concurrent call uses its own connection, which
 * then returns to the client for the next call.
 *
 * @par Credentials
 * Set the options of one kind, or of none to read the credential from the environment:
 * - token: sent unchanged as X-Auth-Token. You renew it: make a new client.
 * - access_key and secret_key: each attempt of each request is signed (SDK-HMAC-SHA256). With temporary keys set
 *   security_token too.
 * - user_name, password and domain_name: the client fetches a token from IAM (POST /v3/auth/tokens) when one is first
 *   needed, shares it between all calls, and renews it before it expires and once after a 401. It uses a token for at
 *   least ten seconds, whatever expiry IAM gives. user_id replaces user_name and the domain, domain_id domain_name. A
 *   passcode of a virtual MFA device is sent with the password. IAM accepts it once, so such a client works until its
 *   first token ends. Huawei's IAM requires user_id with it. @since 0.4.0
 *
 * @par Endpoint and project
 * Set endpoint, or region to select one. Set project_id, project_name, or region, which is also the name of its main
 * project; without project_id the client looks up the id when it is first needed. With user and password the id comes
 * with the token, and so does the endpoint if you set neither endpoint nor a known region. An endpoint that names
 * another project than project_id is an ARGUMENT error.
 *
 * @par Rejected credentials
 * If IAM or the service rejects a credential as such (a wrong password, a signature that does not match, a locked key),
 * this client does not send it again for a minute, or for five minutes if it is locked. During that time every call
 * returns the same error, and nothing is sent. Five wrong signatures in a row lock a key for five minutes.
 *
 * @par Environment
 * codelab_client_new() reads these variables if the options contain no credential and #CODELAB_CLIENT_NO_ENVIRONMENT is
 * not set. It uses the first column (family) that has a variable of the upper part, and takes the credential only from
 * that family. If that credential is incomplete, the error names the missing variable. If a family has several kinds,
 * the first row counts. For the lower part it reads the CODELAB_ name first, then that family. Options override both.
 * The names begin as the head of their column states: CODELAB_TOKEN, OS_AUTH_TOKEN.
 *
 * | field              | CODELAB_…          | OS_…                          | HUAWEICLOUD_SDK_… | HW_…                    |
 * |--------------------|--------------------|-------------------------------|-------------------|-------------------------|
 * | token              | TOKEN              | AUTH_TOKEN, TOKEN             | -                 | AUTH_TOKEN              |
 * | access_key         | ACCESS_KEY         | ACCESS_KEY, ACCESS_KEY_ID     | AK                | ACCESS_KEY              |
 * | secret_key         | SECRET_KEY         | SECRET_KEY, SECRET_ACCESS_KEY | SK                | SECRET_KEY              |
 * | security_token     | SECURITY_TOKEN     | SECURITY_TOKEN                | SECURITY_TOKEN    | SECURITY_TOKEN          |
 * | user_name          | USER_NAME          | USERNAME                      | -                 | USER_NAME               |
 * | user_id            | USER_ID            | USER_ID                       | -                 | USER_ID                 |
 * | password           | PASSWORD           | PASSWORD                      | -                 | USER_PASSWORD           |
 * | passcode           | PASSCODE           | PASSCODE                      | -                 | -                       |
 * | domain_name        | DOMAIN_NAME        | USER_DOMAIN_NAME, DOMAIN_NAME | -                 | DOMAIN_NAME             |
 * | domain_id          | DOMAIN_ID          | USER_DOMAIN_ID, DOMAIN_ID     | -                 | DOMAIN_ID               |
 * |                    |                    |                               |                   |                         |
 * | project_id         | PROJECT_ID         | PROJECT_ID, TENANT_ID         | PROJECT_ID        | PROJECT_ID              |
 * | project_name       | PROJECT_NAME       | PROJECT_NAME, TENANT_NAME     | -                 | PROJECT_NAME            |
 * | region             | REGION             | REGION_NAME                   | -                 | REGION_NAME             |
 * | endpoint           | ENDPOINT           | -                             | -                 | -                       |
 * | iam_endpoint       | IAM_ENDPOINT       | AUTH_URL                      | IAM_ENDPOINT      | AUTH_URL                |
 *
 * @par Network
 * codelab_client_new() reads these for every kind of credential. Since 0.4.0.
 * - proxy: `[scheme://][user:password@]host[:port]` with http, https, socks4, socks4a, socks5 or socks5h.
 *   Percent-encode special characters of user and password. NULL: for https:// addresses the first of https_proxy,
 *   HTTPS_PROXY, all_proxy and ALL_PROXY; for http:// addresses the first of http_proxy, all_proxy and ALL_PROXY.
 *   no_proxy or NO_PROXY names hosts to reach without a proxy, also without the proxy of the option. localhost,
 *   127.0.0.0/8 and ::1 are always reached without one. A refusal of a proxy is CONNECT, with the proxy's status in
 *   http_status; after 407 this client does not contact that proxy for a minute.
 * - ca_file: NULL: the first of CODELAB_CA_FILE, SSL_CERT_FILE, CURL_CA_BUNDLE, REQUESTS_CA_BUNDLE and OS_CACERT that
 *   is set, unless #CODELAB_CLIENT_NO_ENVIRONMENT is set. A variable may also name a directory of hashed certificates.
 *   The authorities also apply to https:// proxies.
 *
 * @par Requests
 * One call sends its request at most max_attempts times (twice if max_attempts is 1 and a token is not accepted), and
 * at most 2 * max_attempts requests to IAM. This holds for each page of a list and for each poll of a watch. An
 * additional request, such as the list in which codelab_open() searches for the instance, has its own count for the
 * service.
 *
 * An attempt is one request: sent, or failed because no connection could be made. A request that an HTTP/2 server
 * declares unprocessed (REFUSED_STREAM, GOAWAY) counts, and can be sent again, even that of open. A kept connection
 * that is found closed, or with unread input, before a request is sent on it is replaced; that does not count. The
 * error's attempts include requests to IAM.
 *
 * A kept connection can be dead without any sign. If it gives no byte within a third of attempt_timeout_ms, 10 s at
 * most, the request is sent again at once on a new connection, and has the whole time there. This counts as an attempt.
 * It is not done for the last attempt that max_attempts allows, for open, or for creating an instance: these wait for
 * the whole of attempt_timeout_ms. The next attempt follows without a delay after a refused stream, or if a kept
 * connection ended without a byte of the response and the request is safe to repeat. If that attempt is lost in the
 * same way, there is a delay after it, and after each further consecutive loss.
 *
 * @par Trace
 * One line for each request: time, method, URL, attempt, status, milliseconds, bytes, request id. One line for values
 * of a wrong type in a response (dropped=2 volume.capacity tags[0]). The canonical request after the service rejected a
 * signature. Never a secret. The trace goes to trace_fd, or to the target in the variable CODELAB_TRACE: 1 for standard
 * error, or the path of a file to append to. The file is created with mode 0600. A symbolic link is not followed, and a
 * FIFO needs a reader (otherwise ARGUMENT). Tracing never waits and never fails a call: a line that cannot be written
 * at once is dropped, and the next line ends with lost= and the number of dropped lines. A pipe or terminal receives at
 * most 4096 bytes of a line. If the descriptor is closed, or its number is reused for another file, nothing more is
 * written.
 *
 * Sources: "Authentication" and "Making an API request" of the ModelArts API reference; the API Request Signing Guide;
 * IAM API reference, "Obtaining a user token"; regions and endpoints as published by each cloud.
 */
typedef struct codelab_client codelab_client;

/** Allow http:// to hosts other than loopback. The credential is then sent unencrypted. */
#define CODELAB_CLIENT_ALLOW_HTTP 0x1u
/** Read no variables except those of proxies; CODELAB_TRACE is ignored too. @since 0.2.0 */
#define CODELAB_CLIENT_NO_ENVIRONMENT 0x2u

/** The two forms of a signature. @since 0.2.0 */
enum codelab_signature {
    CODELAB_SIGNATURE_ACCESS = 0,    /**< "Access=…": what all current SDKs send */
    CODELAB_SIGNATURE_CREDENTIAL = 1 /**< "Credential=…/sdk_request": older, still accepted by some clouds */
};

/** For trace_fd: no trace, also if CODELAB_TRACE is set. @since 0.2.0 */
#define CODELAB_NO_TRACE (-1)

/** Settings of a client. Zero and NULL are the defaults. */
typedef struct codelab_client_options {
    uint32_t struct_size;
    uint32_t flags;               /**< CODELAB_CLIENT_… or 0 */
    const char *endpoint;         /**< "https://host[:port][/prefix]"; a following "/v1/{project_id}" also sets the
                                       project. NULL: that of the region */
    const char *project_id;       /**< letters, digits, '-' and '_'; at most 64 bytes. NULL: looked up */
    const char *token;            /**< at most 32768 bytes */
    const char *ca_file;          /**< PEM file of the authorities to trust. NULL: the environment's, or the system's */
    const char *proxy;            /**< see "Network". NULL: the environment's; "": none */
    const char *user_agent;       /**< placed before "libcodelab/…"; NULL: nothing */
    const char *language;         /**< X-Language of messages and step descriptions; NULL: "en-us" */
    int64_t connect_timeout_ms;   /**< 0: 10000 */
    int64_t attempt_timeout_ms;   /**< for one request and its response. 0: 60000 */
    int32_t max_attempts;         /**< of one call, including the first, 1 to 100. 0: 5. See "Requests" */
    int32_t reserved;             /**< 0 */
    int64_t retry_delay_ms;       /**< bound of the first random delay between attempts; doubled each time. 0: 500 */
    int64_t retry_delay_max_ms;   /**< where the doubling stops. 0: 20000 */
    /* @since 0.2.0 */
    const char *region;           /**< "eu-de", "cn-north-4", …: sets endpoint, iam_endpoint and project_name */
    const char *iam_endpoint;     /**< "https://iam.eu-de.otc.t-systems.com"; a following "/v3" or "/v3/auth/tokens" is
                                       ignored. NULL: that of the region */
    const char *project_name;     /**< "eu-de", "eu-de_project"; NULL: the region */
    const char *access_key;       /**< AK; at most 128 bytes */
    const char *secret_key;       /**< SK; at most 256 bytes */
    const char *security_token;   /**< of temporary keys; at most 32768 bytes */
    const char *user_name;        /**< of the IAM user */
    const char *password;
    const char *domain_name;      /**< of the account */
    const char *signed_headers;   /**< names separated by ';', of content-type, host, x-language, x-project-id and
                                       x-security-token; x-sdk-date is always signed. NULL: all but x-language.
                                       "": x-sdk-date alone */
    int32_t signature;            /**< @values codelab_signature */
    int32_t trace_fd;             /**< you keep it, flags unchanged; see "Trace". 0: as CODELAB_TRACE says */
    /* @since 0.4.0 */
    const char *user_id;          /**< instead of user_name and a domain */
    const char *domain_id;        /**< instead of domain_name */
    const char *passcode;         /**< of a virtual MFA device; valid once, so the token cannot be renewed */
} codelab_client_options;

#define CODELAB_CLIENT_OPTIONS_INIT                                                                            \
    { (uint32_t)sizeof(codelab_client_options), 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, \
      NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL }

/**
 * Makes a client. Nothing is sent.
 *
 * It may read the environment, which no other thread may change during the call. In a program with raised privileges
 * (setuid) the environment is ignored. Any thread; does not block.
 *
 * @param options   what to connect to, and with which credential
 * @param[out] out  the client; free it with codelab_client_free()
 * @param error     details of a failure; may be NULL
 * @return #CODELAB_OK, or ARGUMENT (message names the field or the variable), STATE (a libcurl older than 7.88 is
 *         loaded, or SSLKEYLOGFILE is set in a program with raised privileges, where libcurl would obey it), NO_MEMORY.
 */
int32_t codelab_client_new(const codelab_client_options *options, codelab_client **out, codelab_error *error);

/**
 * Frees the client and closes its idle connections. Secrets are overwritten first.
 *
 * Watches that were made from it keep what they need and continue. A queue that used it frees its part when it is next
 * waited for, or freed; if a proxy has a password, the queue then also closes its connections. Any thread, but not
 * while another thread is inside a call with this pointer.
 */
void codelab_client_free(codelab_client *client);

/** @} */

/* -------------------------------------------------------------------------------------------------- cancel -- */

/** @defgroup cancel Cancel
 * @{ */

/**
 * The deadline of an operation, and the means to cancel it.
 *
 * It is latched: once triggered it stays triggered, and it also stops calls that begin later. Any thread may use it at
 * any time, and several calls may share it.
 */
typedef struct codelab_cancel codelab_cancel;

/** No deadline. */
#define CODELAB_NO_TIMEOUT (-1)

/**
 * Makes a cancel object. It uses one file descriptor. Any thread; does not block.
 *
 * @param timeout_ms  the deadline, counted from now: 0 has passed already, #CODELAB_NO_TIMEOUT never passes
 * @param[out] out    the object; free it with codelab_cancel_free()
 * @param error       details of a failure; may be NULL
 * @return #CODELAB_OK, or ARGUMENT, NO_MEMORY.
 */
int32_t codelab_cancel_new(int64_t timeout_ms, codelab_cancel **out, codelab_error *error);

/**
 * Stops the calls that were given this object: they return #CODELAB_E_CANCELLED at once. Idempotent; never blocks. Any
 * thread, and safe inside a signal handler. NULL does nothing.
 */
void codelab_cancel_trigger(codelab_cancel *cancel);

/**
 * Returns 1 after codelab_cancel_trigger(), else 0 (also for NULL). A deadline that has passed does not count. Any
 * thread.
 */
int32_t codelab_cancel_is_triggered(const codelab_cancel *cancel);

/** Frees the object. Any thread. A call that uses it keeps what it needs. */
void codelab_cancel_free(codelab_cancel *cancel);

/** @} */

/* ------------------------------------------------------------------------------------------------ instance -- */

/** @defgroup instance Instance
 * @{ */

/**
 * State of an instance. As in each enum of the service, UNKNOWN is also used for a value that this version does not
 * know; the field of the same name with _text has the service's word.
 */
enum codelab_instance_status {
    CODELAB_STATUS_UNKNOWN = 0,
    CODELAB_STATUS_INIT = 1,
    CODELAB_STATUS_CREATING = 2,
    CODELAB_STATUS_STARTING = 3,
    CODELAB_STATUS_STOPPING = 4,
    CODELAB_STATUS_DELETING = 5,
    CODELAB_STATUS_RUNNING = 6,
    CODELAB_STATUS_STOPPED = 7,
    CODELAB_STATUS_SNAPSHOTTING = 8,
    CODELAB_STATUS_CREATE_FAILED = 9,
    CODELAB_STATUS_START_FAILED = 10,
    CODELAB_STATUS_DELETE_FAILED = 11,
    CODELAB_STATUS_ERROR = 12,
    CODELAB_STATUS_DELETED = 13,
    CODELAB_STATUS_FROZEN = 14 /**< the account is in arrears */
};

/** Kind of an instance. */
enum codelab_feature {
    CODELAB_FEATURE_UNKNOWN = 0,
    CODELAB_FEATURE_DEFAULT = 1, /**< free CodeLab; one for each user */
    CODELAB_FEATURE_NOTEBOOK = 2 /**< billed */
};

/** State of one step of the start. */
enum codelab_step_status {
    CODELAB_STEP_STATUS_UNKNOWN = 0,
    CODELAB_STEP_STATUS_WAITING = 1,
    CODELAB_STEP_STATUS_PROCESSING = 2,
    CODELAB_STEP_STATUS_FAILED = 3,
    CODELAB_STEP_STATUS_COMPLETED = 4
};

/** Who made an image. */
enum codelab_image_type {
    CODELAB_IMAGE_TYPE_UNKNOWN = 0,
    CODELAB_IMAGE_TYPE_BUILD_IN = 1,
    CODELAB_IMAGE_TYPE_DEDICATED = 2
};

/** State of an image. */
enum codelab_image_status {
    CODELAB_IMAGE_STATUS_UNKNOWN = 0,
    CODELAB_IMAGE_STATUS_INIT = 1,
    CODELAB_IMAGE_STATUS_CREATING = 2,
    CODELAB_IMAGE_STATUS_CREATE_FAILED = 3,
    CODELAB_IMAGE_STATUS_ERROR = 4,
    CODELAB_IMAGE_STATUS_DELETED = 5,
    CODELAB_IMAGE_STATUS_ACTIVE = 6
};

/** The processor that an image or a flavor is for. */
enum codelab_arch {
    CODELAB_ARCH_UNKNOWN = 0,
    CODELAB_ARCH_X86_64 = 1,
    CODELAB_ARCH_AARCH64 = 2
};

/** What the countdown of a lease counts. */
enum codelab_lease_type {
    CODELAB_LEASE_TYPE_UNKNOWN = 0,
    CODELAB_LEASE_TYPE_TIMING = 1,
    CODELAB_LEASE_TYPE_IDLE = 2
};

/** The service that a volume comes from. */
enum codelab_volume_category {
    CODELAB_VOLUME_CATEGORY_UNKNOWN = 0,
    CODELAB_VOLUME_CATEGORY_EFS = 1,
    CODELAB_VOLUME_CATEGORY_EVS = 2,
    CODELAB_VOLUME_CATEGORY_SFS = 3,
    CODELAB_VOLUME_CATEGORY_OBS = 4,
    CODELAB_VOLUME_CATEGORY_OBSFS = 5
};

/** Who manages a volume. */
enum codelab_volume_ownership {
    CODELAB_VOLUME_OWNERSHIP_UNKNOWN = 0,
    CODELAB_VOLUME_OWNERSHIP_MANAGED = 1,
    CODELAB_VOLUME_OWNERSHIP_DEDICATED = 2
};

/** State of a volume. */
enum codelab_volume_status {
    CODELAB_VOLUME_STATUS_UNKNOWN = 0,
    CODELAB_VOLUME_STATUS_INITIALIZING = 1,
    CODELAB_VOLUME_STATUS_RESIZING = 2,
    CODELAB_VOLUME_STATUS_DELETING = 3,
    CODELAB_VOLUME_STATUS_IN_USE = 4
};

/** How a volume was mounted. */
enum codelab_mount_type {
    CODELAB_MOUNT_TYPE_UNKNOWN = 0,
    CODELAB_MOUNT_TYPE_STATIC = 1,
    CODELAB_MOUNT_TYPE_DYNAMIC = 2,
    CODELAB_MOUNT_TYPE_MAIN = 3
};

/** State of the mount of a data volume. */
enum codelab_mount_status {
    CODELAB_MOUNT_STATUS_UNKNOWN = 0,
    CODELAB_MOUNT_STATUS_MOUNTING = 1,
    CODELAB_MOUNT_STATUS_MOUNTED = 2,
    CODELAB_MOUNT_STATUS_UNMOUNTING = 3,
    CODELAB_MOUNT_STATUS_UNMOUNTED = 4,
    CODELAB_MOUNT_STATUS_MOUNT_FAILED = 5,
    CODELAB_MOUNT_STATUS_UNMOUNT_FAILED = 6
};

/** One step of the start. The steps do not show whether the instance is ready; see codelab_instance_is_ready(). */
typedef struct codelab_step {
    uint32_t struct_size;
    int32_t status;           /**< @values codelab_step_status */
    int64_t step;             /**< 1 storage, 2 compute, 3 network, 4 initialise */
    const char *status_text;  /**< the service's word for status */
    const char *description;  /**< @also step_description */
    const char *notebook_id;
} codelab_step;

/** An access to the instance other than its url. */
typedef struct codelab_endpoint {
    uint32_t struct_size;
    uint32_t reserved;
    const char *service;                    /**< @also dev_service: "NOTEBOOK", "SSH" */
    const char *uri;
    int64_t key_pair_names_count;
    const char *const *key_pair_names;      /**< @also ssh_keys */
    int64_t allowed_access_ips_count;
    const char *const *allowed_access_ips;  /**< public addresses that may use SSH; absent: every address */
} codelab_endpoint;

/** A label that the user has put on an instance or an image. */
typedef struct codelab_tag {
    uint32_t struct_size;
    uint32_t reserved;
    const char *key;
    const char *value;
} codelab_tag;

/** The software that an instance runs. @record */
typedef struct codelab_image {
    uint32_t struct_size;
    int32_t type;    /**< @values codelab_image_type */
    int32_t status;  /**< @values codelab_image_status */
    int32_t arch;    /**< @values codelab_arch */
    const char *id;
    const char *name;
    const char *swr_path;
    const char *description;
    const char *tag;                /**< @also currentTag */
    const char *type_text;
    const char *status_text;
    const char *status_message;
    const char *arch_text;
    const char *feature;
    const char *namespace_;         /**< @key namespace: the SWR organisation */
    const char *origin;             /**< "CUSTOMIZE", "IMAGE_SAVE" */
    const char *service_type;       /**< "COMMON", "INFERENCE", "TRAIN", "DEV", "UNKNOWN" */
    const char *visibility;         /**< "PRIVATE", "PUBLIC" */
    const char *workspace_id;
    const char *flavor_type;
    const char *swr_instance_id;
    const char *show_name;
    const char *show_tag;
    int64_t create_at_ms;           /**< @time_ms */
    int64_t update_at_ms;           /**< @time_ms */
    int64_t size;                   /**< no unit in the name: the tables say KB, but every sample can only be bytes */
    int64_t queuing_num;
    int64_t dev_services_count;
    const char *const *dev_services;
    int64_t resource_categories_count;
    const char *const *resource_categories;
    int64_t support_res_categories_count;
    const char *const *support_res_categories;
    int64_t tags_count;
    const codelab_tag *const *tags;
    /* @since 0.4.0 */
    int64_t dropped_count;
    const char *const *dropped;     /**< JSON paths of values of a wrong type, which are left out. None for the image of
                                       an instance, which lists them itself. @empty @computed */
} codelab_image;

/**
 * Frees an image that codelab_show_image() returned. Never pass the image of an instance or a page: it is freed with
 * its owner. @since 0.2.0
 */
void codelab_image_free(codelab_image *image);

/**
 * Countdown to the automatic stop. duration_ms is neither the remaining time nor a value to renew with; see
 * deadline_ms.
 * @record
 */
typedef struct codelab_lease {
    uint32_t struct_size;
    int32_t enable;          /**< @bool @absent -1 */
    int32_t type;            /**< @values codelab_lease_type */
    uint32_t reserved;
    const char *type_text;
    int64_t create_at_ms;    /**< @time_ms @also create_time */
    int64_t update_at_ms;    /**< @time_ms @also update_time */
    int64_t duration_ms;     /**< @span_ms: the whole duration from create_at_ms */
    /* @since 0.2.0: computed from the service's clock (current_time of the response, or its Date header). */
    int64_t deadline_ms;     /**< @time_ms @computed: create_at + duration; CODELAB_ABSENT if the lease is off or
                                unlimited */
    int64_t remaining_ms;    /**< @span_ms @computed: until the deadline, when the response was made; at least 0;
                                CODELAB_ABSENT. Up to a second too long if the time is from the Date header, which has
                                no fractions */
    /* @since 0.4.0 */
    int64_t dropped_count;
    const char *const *dropped;  /**< JSON paths of values of a wrong type, which are left out. None for the lease of an
                                    instance, which lists them itself. @empty @computed */
} codelab_lease;

/**
 * Frees a lease that codelab_show_lease() or codelab_renew_lease() returned. Never pass the lease of an instance: that
 * is freed with the instance. @since 0.2.0
 */
void codelab_lease_free(codelab_lease *lease);

/** The dedicated resource pool of an instance that runs in one. */
typedef struct codelab_pool {
    uint32_t struct_size;
    uint32_t reserved;
    const char *id;
    const char *name;
} codelab_pool;

/** The disk of the instance's home directory. */
typedef struct codelab_volume {
    uint32_t struct_size;
    int32_t category;         /**< @values codelab_volume_category */
    int32_t ownership;        /**< @values codelab_volume_ownership */
    int32_t status;           /**< @values codelab_volume_status */
    int32_t mount_type;       /**< @values codelab_mount_type */
    int32_t read_only;        /**< @bool @absent -1 */
    const char *category_text;
    const char *ownership_text;
    const char *status_text;
    const char *mount_type_text;
    const char *mount_path;
    const char *id;
    const char *uri;
    const char *dew_secret_name;
    const char *evs_sku_code;
    int64_t capacity;         /**< GB */
    int64_t usage;            /**< -1 in every known response */
} codelab_volume;

/** A bucket or file system that is mounted in addition. */
typedef struct codelab_data_volume {
    uint32_t struct_size;
    int32_t category;         /**< @values codelab_volume_category */
    int32_t status;           /**< @values codelab_mount_status */
    int32_t mount_type;       /**< @values codelab_mount_type */
    const char *category_text;
    const char *status_text;
    const char *mount_type_text;
    const char *mount_path;
    const char *url;
} codelab_data_volume;

/** The account that a user belongs to. */
typedef struct codelab_domain {
    uint32_t struct_size;
    uint32_t reserved;
    const char *id;
    const char *name;
} codelab_domain;

/** The owner of the instance. */
typedef struct codelab_user {
    uint32_t struct_size;
    uint32_t reserved;
    const char *id;
    const char *name;
    const codelab_domain *domain;
} codelab_user;

/** The machine, if flavor is "custom.flavor.spec.code". */
typedef struct codelab_custom_spec {
    uint32_t struct_size;
    uint32_t reserved;
    double gpu;     /**< @absent -1 */
    double cpu;     /**< @absent -1 */
    double memory;  /**< @absent -1 */
    const char *gpu_type;
    const char *arch;
    const char *category;
    const char *resource_flavor;
} codelab_custom_spec;

/** The nodes that one rule selects, and its weight. */
typedef struct codelab_affinity_rule {
    uint32_t struct_size;
    uint32_t reserved;
    const char *key;
    const char *operator_;  /**< @key operator */
    int64_t values_count;
    const char *const *values;
    int64_t weight;
} codelab_affinity_rule;

/** The nodes that the instance should run on. */
typedef struct codelab_affinity {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t required_during_scheduling_ignored_during_execution_count;
    const codelab_affinity_rule *const *required_during_scheduling_ignored_during_execution;
    int64_t preferred_during_scheduling_ignored_during_execution_count;
    const codelab_affinity_rule *const *preferred_during_scheduling_ignored_during_execution;
} codelab_affinity;

/** The account that the processes in the instance run as. */
typedef struct codelab_run_user {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t uid;
    int64_t gid;
    const char *user_name;
    const char *group_name;
} codelab_run_user;

/** The user's own network that the instance is joined to. */
typedef struct codelab_user_vpc {
    uint32_t struct_size;
    uint32_t reserved;
    const char *vpc_id;
    const char *subnet_id;
    int64_t security_group_ids_count;
    const char *const *security_group_ids;
    const char *connect_cidrs;
    int64_t port_id_count;
    const char *const *port_id;
    const char *port_ip;
    const char *nat_id;
    const char *eip_id;
} codelab_user_vpc;

/**
 * Everything that the service said about an instance at one moment.
 *
 * The library makes it, the caller owns it, and it never changes, so any thread may read it. codelab_instance_free()
 * frees all of it. token is a secret, and so is every text that contains it: do not log them.
 * @record
 */
typedef struct codelab_instance {
    uint32_t struct_size;
    int32_t status;               /**< @values codelab_instance_status */
    int32_t feature;              /**< @values codelab_feature */
    int32_t is_need_credentials;  /**< @bool @absent -1 */
    const char *id;
    const char *name;             /**< chosen by the service for CodeLab */
    const char *description;
    const char *status_text;      /**< the service's word for status */
    const char *feature_text;
    const char *fail_reason;
    const char *flavor;
    const char *url;              /**< address of JupyterLab; may be set before the instance is ready */
    const char *token;            /**< @secret: changes at each start */
    const char *workspace_id;     /**< "0" if there are no workspaces */
    const char *user_id;
    const char *ip;
    const char *jupyter_version;
    int64_t create_at_ms;         /**< @time_ms */
    int64_t update_at_ms;         /**< @time_ms */
    int64_t current_time_ms;      /**< @time_ms: the service's clock when it answered: the body's field, or else the
                                     Date header */
    int64_t action_progress_count;
    const codelab_step *const *action_progress;  /**< sorted by step */
    int64_t endpoints_count;
    const codelab_endpoint *const *endpoints;
    int64_t data_volumes_count;
    const codelab_data_volume *const *data_volumes;
    int64_t billing_items_count;
    const char *const *billing_items;            /**< "STORAGE", "COMPUTE", "ALL" */
    int64_t tags_count;
    const codelab_tag *const *tags;
    const codelab_image *image;
    const codelab_lease *lease;
    const codelab_pool *pool;
    const codelab_volume *volume;
    const codelab_user *user;
    const codelab_custom_spec *custom_spec;
    const codelab_affinity *affinity;
    const codelab_run_user *run_user;
    const codelab_user_vpc *user_vpc;
    /* @since 0.4.0 */
    int64_t dropped_count;
    const char *const *dropped;   /**< JSON paths of values of a wrong type, which are left out @empty @computed */
} codelab_instance;

/**
 * Frees the instance and everything below it. Its bytes, which contain the token, are overwritten first. Never pass an
 * instance of a page: it is freed with its page. Any thread.
 */
void codelab_instance_free(codelab_instance *instance);

/**
 * Returns 1 if the instance can be used: it is RUNNING and has a URL. Returns 0 otherwise, and for NULL. Any thread.
 * @derived @bool
 */
int32_t codelab_instance_is_ready(const codelab_instance *instance);

/**
 * Returns 1 if the status is CREATE_FAILED, START_FAILED, DELETE_FAILED, ERROR or FROZEN. Returns 0 otherwise, and for
 * NULL. Any thread.
 * @derived @bool
 */
int32_t codelab_instance_is_failed(const codelab_instance *instance);

/**
 * Returns the share of finished steps, 0 to 100. A step in progress counts half. The result is 100 exactly when the
 * instance is ready, so it remains 99 while all steps are done and the URL is missing. It is 0 for NULL and without
 * steps. Since 0.4.0 it is also 0 for an instance that is not starting: failed, STOPPING, STOPPED, DELETING or DELETED.
 * Any thread.
 * @derived
 */
int32_t codelab_instance_progress_percent(const codelab_instance *instance);

/**
 * Returns when the instance will be stopped: create_at + duration of its lease, in milliseconds since the epoch.
 * Returns #CODELAB_ABSENT if there is no lease, or if it is switched off or unlimited (duration -1). Any thread.
 * @derived @time_ms
 */
int64_t codelab_instance_lease_deadline_ms(const codelab_instance *instance);

/**
 * Returns the milliseconds until codelab_instance_lease_deadline_ms(), at least 0. The time is the service's:
 * current_time_ms plus the time that has passed here since the response arrived. Returns #CODELAB_ABSENT without a
 * deadline, or if the service's clock is not known. Any thread.
 * @derived @live @span_ms
 */
int64_t codelab_instance_lease_remaining_ms(const codelab_instance *instance);

/**
 * Returns the address to open in a browser: url with the token as its query, unless the url contains a token already.
 * It is a secret. Returns NULL without a URL, and the url itself without a token. The text lives as long as the
 * instance. Any thread.
 * @derived @secret
 */
const char *codelab_instance_browser_url(const codelab_instance *instance);

/**
 * Decodes a response that you received by other means. The bytes are copied. A byte order mark before the JSON is
 * skipped. Any thread; does not block.
 *
 * @param bytes     JSON
 * @param length    number of bytes
 * @param[out] out  the instance; free it with codelab_instance_free()
 * @param error     details of a failure; may be NULL
 * @return #CODELAB_OK, or ARGUMENT, NO_MEMORY, PROTOCOL (with json_offset and json_path), or the error that a body with
 *         an error_code means.
 */
int32_t codelab_decode_instance(const void *bytes, size_t length, codelab_instance **out, codelab_error *error);

/** @} */

/* -------------------------------------------------------------------------------------------------- flavor -- */

/** @defgroup flavor Flavor
 * @{ */

/** What a flavor computes with. @since 0.2.0 */
enum codelab_flavor_category {
    CODELAB_FLAVOR_CATEGORY_UNKNOWN = 0,
    CODELAB_FLAVOR_CATEGORY_CPU = 1,
    CODELAB_FLAVOR_CATEGORY_GPU = 2,
    CODELAB_FLAVOR_CATEGORY_ASCEND = 3
};

/** How a flavor is charged for. @since 0.2.0 */
typedef struct codelab_flavor_billing {
    uint32_t struct_size;
    uint32_t reserved;
    const char *code;
    int64_t unit_num;  /**< @also unitNum */
} codelab_flavor_billing;

/** The GPUs of a flavor. @since 0.2.0 */
typedef struct codelab_flavor_gpu {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t gpu;             /**< number of them; CODELAB_ABSENT for a fraction */
    const char *gpu_memory;  /**< with its unit: "32GB" */
    const char *type;
    /* @since 0.4.0 */
    double gpu_amount;       /**< number as the service wrote it: 0.5 for half of a shared one @absent -1 */
} codelab_flavor_gpu;

/** The Ascend processors of a flavor. @since 0.2.0 */
typedef struct codelab_flavor_ascend {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t npu;             /**< number of them; CODELAB_ABSENT for a fraction */
    const char *npu_memory;  /**< with its unit */
    const char *type;
    const char *type_alias;
    const char *ai_core;
    const char *ai_cpu;
    /* @since 0.4.0 */
    double npu_amount;       /**< as gpu_amount @absent -1 */
} codelab_flavor_ascend;

/** A machine that an instance can run on. Source: "Querying Flavors" (ListFlavors). @record @since 0.2.0 */
typedef struct codelab_flavor {
    uint32_t struct_size;
    int32_t arch;      /**< @values codelab_arch */
    int32_t category;  /**< @values codelab_flavor_category */
    int32_t feature;   /**< @values codelab_feature: the kind of instance it is for */
    int32_t free;      /**< @bool @absent -1 */
    int32_t sold_out;  /**< @bool @absent -1; 1: it is not available now */
    const char *id;    /**< the id to switch to: "modelarts.vm.cpu.free" */
    const char *name;
    const char *description;
    const char *arch_text;
    const char *category_text;
    const char *feature_text;
    int64_t vcpus;
    int64_t memory_kib;  /**< @key memory */
    const codelab_flavor_billing *billing;
    const codelab_flavor_gpu *gpu;
    const codelab_flavor_ascend *ascend;
    int64_t storages_count;
    const char *const *storages;  /**< "EVS", "EFS", "OBS", "OBSFS" */
    const char *evs_max_size;
    const char *evs_sku_code;
    const char *grow_support_type;
    /* @since 0.4.0 */
    int64_t dropped_count;
    const char *const *dropped;   /**< JSON paths of values of a wrong type, which are left out @empty @computed */
} codelab_flavor;

/** @} */

/* --------------------------------------------------------------------------------------------------- calls -- */

/** @defgroup calls Calls
 *
 * These functions block until the service has responded, including retries and their delays. They can be cancelled from
 * any thread. cancel may be NULL; then only the time-outs of the attempts bound the call. error may be NULL. id is the
 * id of an instance: letters, digits, '-' and '_', at most 64 bytes.
 *
 * An error_code of the service means what its documentation says for that code and HTTP status. With another status of
 * 300 or more the status alone decides: 503 with ModelArts.6327 is SERVICE. A 5xx that is not documented counts as 500.
 *
 * A request is sent again, after a random delay whose bound doubles each time, in these cases:
 * - no connection (refused, unreachable, time-out), host not resolved, 408, 429, 503;
 * - except for codelab_open() also: 502, 504, 520 to 599, and a connection that was closed or reset before the response
 *   was complete, in its head or in its body.
 *
 * Redirects are not followed: the error (SERVICE) names the target. Retry-After is respected. If it requests more than
 * 60 s, or more than the deadline leaves, the call ends with retry_after_ms set; so do other calls of the client during
 * that time, an hour at most, without a request.
 *
 * Unless a call says otherwise, it can return every error except DONE and INSTANCE_FAILED. AUTHENTICATION is also
 * returned for a credential that IAM rejects. If a token or a project cannot be fetched because IAM cannot be reached,
 * the error is that of the connection to IAM.
 *
 * @{ */

/** For flags: create an instance where the region does not offer the call. @since 0.2.0 */
#define CODELAB_OPEN_CREATE_IF_NOT_OFFERED 0x1u
/** For flags: delete a failed instance and open another one. Only for codelab_watch_new_open(). @since 0.4.0 */
#define CODELAB_OPEN_REPLACE_FAILED 0x2u

/** What to open an instance with. */
typedef struct codelab_open_request {
    uint32_t struct_size;
    uint32_t flags;         /**< CODELAB_OPEN_… or 0 @since 0.2.0 */
    const char *image_id;   /**< from the list of images. NULL or "": a multi-kernel CPU image */
    const char *share_url;  /**< plain http(s) address of a public .ipynb file that the instance fetches when it opens;
                                 the library encodes it. NULL or "": none */
    /* @since 0.2.0: only for an instance that is created because of CODELAB_OPEN_CREATE_IF_NOT_OFFERED: */
    const char *name;       /**< NULL: "codelab" */
    const char *flavor;     /**< NULL: "modelarts.vm.cpu.free" */
} codelab_open_request;

#define CODELAB_OPEN_REQUEST_INIT { (uint32_t)sizeof(codelab_open_request), 0, NULL, NULL, NULL, NULL }

/**
 * Opens the user's one free CodeLab instance: POST /v1/{project_id}/notebooks/open.
 *
 * Returns as soon as the service has accepted the request, usually with status CREATING; follow it with a watch. Any
 * thread; blocks; can be cancelled.
 *
 * The request is never sent twice if the first one may have been carried out. If that is unknown (a lost connection,
 * 502, 504, 520 to 599, no response in time), or if the service reports an existing instance (ModelArts.6301, 6302),
 * the library searches the list of instances for the free one. *out is the instance that it finds, whatever its status.
 * If it finds none or several, it returns the first error, with retryable 0.
 *
 * NOT_OFFERED means that the region has no such route. With #CODELAB_OPEN_CREATE_IF_NOT_OFFERED the library then
 * creates the instance with the documented alternative, POST /v1/{project_id}/notebooks with feature DEFAULT. That
 * needs image_id, and cannot use share_url.
 *
 * @param client    whose instance to open
 * @param request   image and notebook file; may be NULL
 * @param cancel    deadline and cancellation; may be NULL
 * @param[out] out  the instance; free it with codelab_instance_free()
 * @param error     details of a failure; may be NULL
 * @return #CODELAB_OK or an error; see above.
 */
int32_t codelab_open(codelab_client *client, const codelab_open_request *request, codelab_cancel *cancel,
                     codelab_instance **out, codelab_error *error);

/**
 * Reads an instance: GET /v1/{project_id}/notebooks/{id}. Free *out with codelab_instance_free(). Any thread; blocks;
 * can be cancelled.
 */
int32_t codelab_show(codelab_client *client, const char *id, codelab_cancel *cancel, codelab_instance **out,
                     codelab_error *error);

/** How long an instance may run. @since 0.2.0 */
typedef struct codelab_lease_request {
    uint32_t struct_size;
    int32_t type;         /**< @values codelab_lease_type. 0: the service's default, TIMING */
    int64_t duration_ms;  /**< from now; the service accepts 3600000 to 259200000, and for a start -1
                               (unlimited). 0: the service's default, an hour */
} codelab_lease_request;

#define CODELAB_LEASE_REQUEST_INIT { (uint32_t)sizeof(codelab_lease_request), 0, 0 }

/**
 * Starts a stopped instance: POST …/notebooks/{id}/start.
 *
 * Returns at once, usually with status STARTING; follow it with a watch. The instance has another token afterwards. If
 * the response to the first attempt was lost, and the service answers the next attempt that the instance is already
 * started, the call succeeds. Any thread; blocks; can be cancelled.
 *
 * @param client    of the user
 * @param id        of the instance
 * @param lease     how long it may run; NULL: the service's default
 * @param cancel    deadline and cancellation; may be NULL
 * @param[out] out  the instance; free it with codelab_instance_free()
 * @param error     details of a failure; may be NULL
 * @return #CODELAB_OK or an error. CONFLICT: it is running or starting.
 * @since 0.2.0
 */
int32_t codelab_start(codelab_client *client, const char *id, const codelab_lease_request *lease,
                      codelab_cancel *cancel, codelab_instance **out, codelab_error *error);

/**
 * Stops an instance: POST …/notebooks/{id}/stop.
 *
 * Returns at once, usually with status STOPPING; follow it with a watch and #CODELAB_UNTIL_STOPPED. A lost response is
 * handled as in codelab_start(). Free *out with codelab_instance_free(). Any thread; blocks; can be cancelled.
 *
 * @return #CODELAB_OK or an error. CONFLICT: it is stopped or stopping.
 * @since 0.2.0
 */
int32_t codelab_stop(codelab_client *client, const char *id, codelab_cancel *cancel, codelab_instance **out,
                     codelab_error *error);

/**
 * Deletes an instance and its storage: DELETE …/notebooks/{id}.
 *
 * Returns at once, usually with status DELETING; follow it with a watch and #CODELAB_UNTIL_DELETED. *out is NULL if the
 * service returns no instance (204, or the instance is gone after a lost response); otherwise free it with
 * codelab_instance_free(). Any thread; blocks; can be cancelled.
 *
 * @since 0.2.0
 */
int32_t codelab_delete(codelab_client *client, const char *id, codelab_cancel *cancel, codelab_instance **out,
                       codelab_error *error);

/** What to change. NULL leaves a value unchanged; set at least one. @since 0.2.0 */
typedef struct codelab_update_request {
    uint32_t struct_size;
    uint32_t reserved;        /**< 0 */
    const char *name;         /**< at most 128 characters */
    const char *description;  /**< at most 512 characters, without & < > " / ; "" removes it */
    const char *flavor;
    const char *image_id;
} codelab_update_request;

#define CODELAB_UPDATE_REQUEST_INIT { (uint32_t)sizeof(codelab_update_request), 0, NULL, NULL, NULL, NULL }

/**
 * Changes a stopped instance: PUT …/notebooks/{id}.
 *
 * The response may contain only the changed values, even without the id. Free *out with codelab_instance_free(). Any
 * thread; blocks; can be cancelled.
 *
 * @return #CODELAB_OK or an error. CONFLICT: it is not stopped. QUOTA: the flavor is sold out. ARGUMENT with
 *         ModelArts.6792 or 6870: the instance cannot have this flavor.
 * @since 0.2.0
 */
int32_t codelab_update(codelab_client *client, const char *id, const codelab_update_request *request,
                       codelab_cancel *cancel, codelab_instance **out, codelab_error *error);

/**
 * Reads the lease of an instance: GET …/notebooks/{id}/lease. Free *out with codelab_lease_free(). Any thread; blocks;
 * can be cancelled. @since 0.2.0
 */
int32_t codelab_show_lease(codelab_client *client, const char *id, codelab_cancel *cancel, codelab_lease **out,
                           codelab_error *error);

/**
 * Extends the lease of a running instance: PATCH …/notebooks/{id}/lease.
 *
 * lease may be NULL. Its duration_ms counts from now, so never pass a duration that you read from a lease. *out is the
 * new lease; free it with codelab_lease_free(). Any thread; blocks; can be cancelled.
 *
 * @since 0.2.0
 */
int32_t codelab_renew_lease(codelab_client *client, const char *id, const codelab_lease_request *lease,
                            codelab_cancel *cancel, codelab_lease **out, codelab_error *error);

/**
 * Reads an image: GET /v1/{project_id}/images/{id}. Free *out with codelab_image_free(). Any thread; blocks; can be
 * cancelled. @since 0.2.0
 */
int32_t codelab_show_image(codelab_client *client, const char *id, codelab_cancel *cancel, codelab_image **out,
                           codelab_error *error);

/** @} */

/* --------------------------------------------------------------------------------------------------- lists -- */

/** @defgroup lists Lists
 * @{ */

/**
 * Reads a list of the service, page by page. One thread at a time may use it.
 *
 * @code
 *     codelab_pager *pager  = NULL;
 *     codelab_page  *page   = NULL;
 *     int64_t        i      = 0;
 *     int32_t        status = codelab_pager_new_instances(client, NULL, &pager, &error);
 *     while (status == CODELAB_OK && (status = codelab_pager_next(pager, NULL, &page, &error)) == CODELAB_OK) {
 *         for (i = 0; i < page->instances_count; i++)
 *             printf("%s\n", page->instances[i]->id);
 *         codelab_page_free(page);
 *     }
 *     if (status != CODELAB_DONE)
 *         fprintf(stderr, "%s\n", error.message);
 *     codelab_pager_free(pager);
 * @endcode
 *
 * @since 0.2.0
 */
typedef struct codelab_pager codelab_pager;

/**
 * One page of a list. The library makes it, and it never changes. codelab_page_free() frees it and everything that it
 * lists. @since 0.2.0
 */
typedef struct codelab_page {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t total;    /**< of the whole list, as the service counts; CODELAB_ABSENT */
    int64_t current;  /**< the service's number of this page: from 0 in some lists, from 1 in others */
    int64_t pages;
    int64_t size;
    int64_t instances_count;
    const codelab_instance *const *instances;  /**< @key data: NULL except for a pager of instances */
    int64_t images_count;
    const codelab_image *const *images;        /**< @key data: NULL except for a pager of images */
    int64_t flavors_count;
    const codelab_flavor *const *flavors;      /**< @key data @also flavors: NULL except for a pager of flavors */
    /* @since 0.4.0 */
    int64_t dropped_count;
    const char *const *dropped;  /**< JSON paths of values of a wrong type, which are left out, also those of its
                                    elements: "data[1].vcpus". @empty @computed */
} codelab_page;

/** Frees the page and everything that it lists. The memory is overwritten first. Any thread. @since 0.2.0 */
void codelab_page_free(codelab_page *page);

/** Which instances to list. @since 0.2.0 */
typedef struct codelab_instance_filter {
    uint32_t struct_size;
    int32_t feature;      /**< @values codelab_feature. 0: DEFAULT, the CodeLab instances. A list never contains both */
    int32_t status;       /**< @values codelab_instance_status; 0: any */
    int32_t page_size;    /**< 10, 20 or 50. 0: 50 */
    const char *name;     /**< part of the name; NULL: any */
    const char *owner;    /**< id of a user; only for the account's administrator. NULL: the service decides */
    const char *pool_id;  /**< NULL: any */
} codelab_instance_filter;

#define CODELAB_INSTANCE_FILTER_INIT { (uint32_t)sizeof(codelab_instance_filter), 0, 0, 0, NULL, NULL, NULL }

/** Which images to list. @since 0.2.0 */
typedef struct codelab_image_filter {
    uint32_t struct_size;
    int32_t type;            /**< @values codelab_image_type; 0: any */
    int32_t page_size;       /**< 1 to 200. 0: 200 */
    int32_t reserved;        /**< 0 */
    const char *name;        /**< part of the name; NULL: any */
    const char *namespace_;  /**< "namespace"; NULL: any */
} codelab_image_filter;

#define CODELAB_IMAGE_FILTER_INIT { (uint32_t)sizeof(codelab_image_filter), 0, 0, 0, NULL, NULL }

/** Which flavors to list. @since 0.2.0 */
typedef struct codelab_flavor_filter {
    uint32_t struct_size;
    int32_t category;   /**< @values codelab_flavor_category; 0: any */
    int32_t page_size;  /**< 1 to 200. 0: 200 */
    int32_t reserved;   /**< 0 */
    const char *type;   /**< "MANAGED" or "DEDICATED"; NULL: any */
} codelab_flavor_filter;

#define CODELAB_FLAVOR_FILTER_INIT { (uint32_t)sizeof(codelab_flavor_filter), 0, 0, 0, NULL }

/** @name Making a pager
 * @{ */

/**
 * Makes a pager of the instances (GET …/notebooks), the images (GET /v1/{project_id}/images), the flavors (GET
 * …/notebooks/flavors), or the flavors that an instance can be switched to (GET …/notebooks/{id}/flavors).
 *
 * Nothing is sent. filter may be NULL. Free *out with codelab_pager_free(); it keeps the parts of the client that it
 * needs. Any thread; does not block.
 *
 * @return #CODELAB_OK, or ARGUMENT, STATE, NO_MEMORY.
 * @since 0.2.0
 */
int32_t codelab_pager_new_instances(codelab_client *client, const codelab_instance_filter *filter,
                                    codelab_pager **out, codelab_error *error);
int32_t codelab_pager_new_images(codelab_client *client, const codelab_image_filter *filter, codelab_pager **out,
                                 codelab_error *error);
int32_t codelab_pager_new_flavors(codelab_client *client, const codelab_flavor_filter *filter, codelab_pager **out,
                                  codelab_error *error);
int32_t codelab_pager_new_switchable_flavors(codelab_client *client, const char *id, codelab_pager **out,
                                             codelab_error *error);

/** @} */

/**
 * Fetches the next page. Blocks; can be cancelled.
 *
 * Pages are requested by the number of elements read so far: an element that appears or disappears meanwhile may be
 * missed or returned twice.
 *
 * The list ends when as many elements were read as the last total says, or with an empty page if the service gives no
 * total. A page may be shorter than page_size, because the service may have a smaller limit.
 *
 * @param pager     the list
 * @param cancel    deadline and cancellation; may be NULL
 * @param[out] out  a page with at least one element; free it with codelab_page_free(). NULL at the end and on failure
 * @param error     details of a failure; may be NULL
 * @retval CODELAB_OK    *out is the next page.
 * @retval CODELAB_DONE  there are no more pages; later calls return the same.
 * @return Any other status is an error; the next call requests the same page again. PROTOCOL (since 0.4.0): the page
 *         lists the same elements as an earlier one and the total is unchanged, as from a service that ignores the
 *         offset; or the page is empty before the total is reached.
 * @since 0.2.0
 */
int32_t codelab_pager_next(codelab_pager *pager, codelab_cancel *cancel, codelab_page **out, codelab_error *error);

/** Frees the pager. Any thread, but not during codelab_pager_next(). @since 0.2.0 */
void codelab_pager_free(codelab_pager *pager);

/** @} */

/* --------------------------------------------------------------------------------------------------- watch -- */

/** @defgroup watch Watch
 * @{ */

/**
 * Follows one instance until it is ready, stopped, deleted, or switched. One thread at a time may use it.
 *
 * @code
 *     codelab_watch    *watch  = NULL;
 *     codelab_instance *now    = NULL;
 *     int32_t           status = codelab_watch_new(client, instance, NULL, &watch, &error);
 *     while (status == CODELAB_OK && (status = codelab_watch_next(watch, cancel, &now, &error)) == CODELAB_OK) {
 *         printf("%d %%\n", (int)codelab_instance_progress_percent(now));
 *         codelab_instance_free(now);
 *     }
 *     if (status != CODELAB_DONE)
 *         fprintf(stderr, "%s\n", error.message);
 *     codelab_watch_free(watch);
 * @endcode
 */
typedef struct codelab_watch codelab_watch;

/** The state to wait for. @since 0.2.0 */
enum codelab_until {
    CODELAB_UNTIL_READY = 0,
    CODELAB_UNTIL_STOPPED = 1,
    CODELAB_UNTIL_DELETED = 2 /**< or no longer existing */
};

/** How often a watch polls, and what it waits for. */
typedef struct codelab_watch_options {
    uint32_t struct_size;
    int32_t growth_percent;  /**< each delay in percent of the previous one, 100 to 1000. 0: 150 */
    int64_t first_delay_ms;  /**< before the second poll, and after each change. 0: 1000 */
    int64_t ceiling_ms;      /**< the longest delay. 0: 5000 */
    int32_t jitter_percent;  /**< a delay is shortened at random by up to this share, 0 to 100. 0: 20; -1: none */
    int32_t until;           /**< @values codelab_until @since 0.2.0 */
} codelab_watch_options;

#define CODELAB_WATCH_OPTIONS_INIT { (uint32_t)sizeof(codelab_watch_options), 0, 0, 0, 0, 0 }

/**
 * Makes a watch that reports differences from *instance. Nothing is sent. Any thread; does not block.
 *
 * @param client    to poll with
 * @param instance  what you know of the instance; read only during this call
 * @param options   may be NULL
 * @param[out] out  the watch; free it with codelab_watch_free()
 * @param error     details of a failure; may be NULL
 * @return #CODELAB_OK, or ARGUMENT (also for an instance without an id), STATE, NO_MEMORY.
 */
int32_t codelab_watch_new(codelab_client *client, const codelab_instance *instance,
                          const codelab_watch_options *options, codelab_watch **out, codelab_error *error);

/** Like codelab_watch_new(), for an id: the first codelab_watch_next() polls at once and returns what it finds. */
int32_t codelab_watch_new_with_id(codelab_client *client, const char *id, const codelab_watch_options *options,
                                  codelab_watch **out, codelab_error *error);

/**
 * Blocks until something that is worth showing has changed: status, a step, URL, token, lease or fail_reason. Can be
 * cancelled.
 *
 * Temporary faults (network, 429, 5xx) do not end the wait: limit it with a deadline. Retry-After is respected.
 *
 * @param watch     the watch
 * @param cancel    deadline and cancellation; may be NULL
 * @param[out] out  the instance now; free it with codelab_instance_free(). NULL unless the result is #CODELAB_OK
 * @param error     details of a failure; may be NULL
 * @retval CODELAB_OK                 *out is the instance now, also if it has just become ready or failed.
 * @retval CODELAB_DONE               it is in the state to wait for (options.until): ready (an earlier *out showed
 *                                    this), stopped, or deleted. Later calls return the same.
 * @retval CODELAB_E_INSTANCE_FAILED  it can no longer reach that state: it has failed, or it is stopped or deleted (for
 *                                    READY). message has the service's reason. Later calls return the same.
 * @return Another error (NOT_FOUND, AUTHENTICATION, CANCELLED, DEADLINE, …): the next call polls again.
 */
int32_t codelab_watch_next(codelab_watch *watch, codelab_cancel *cancel, codelab_instance **out,
                           codelab_error *error);

/** For flags: stop the instance without checking first whether it can have the flavor and the image. @since 0.4.0 */
#define CODELAB_SWITCH_UNCHECKED 0x1u
/** For flags: after a failure, leave the instance stopped. @since 0.4.0 */
#define CODELAB_SWITCH_STAY_STOPPED 0x2u

/** What to switch to: a flavor, an image, or both. @since 0.2.0 */
typedef struct codelab_switch_request {
    uint32_t struct_size;
    uint32_t flags;         /**< CODELAB_SWITCH_… */
    const char *flavor;     /**< from codelab_pager_new_switchable_flavors(); NULL: unchanged */
    const char *image_id;   /**< NULL: unchanged */
    int64_t duration_ms;    /**< of the lease that begins with the start: 3600000 (an hour) to 259200000 (72 hours), -1
                                 (unlimited), or 0 (the service's default) */
} codelab_switch_request;

#define CODELAB_SWITCH_REQUEST_INIT { (uint32_t)sizeof(codelab_switch_request), 0, NULL, NULL, 0 }

/**
 * Makes a watch that switches an instance: it checks the target, stops the instance if it runs, waits, changes it,
 * starts it, and waits until it is ready.
 *
 * Nothing is sent before codelab_watch_next(), which returns each change on the way, and #CODELAB_DONE at the end.
 * codelab_watch_phase() returns the current phase. An instance that already has the flavor and the image is only
 * started if it is stopped. options.until must be READY. Free *out with codelab_watch_free(). Any thread; does not
 * block.
 *
 * Before the stop (phase CHECKING) the flavor must be one that the service lists for the instance, and not be sold out
 * (QUOTA), and the image must exist and be usable, and both must be for the same processor (ARGUMENT); otherwise the
 * instance runs on. #CODELAB_SWITCH_UNCHECKED skips that, for users who may not list flavors or images.
 *
 * If the change or the start fails, or the instance fails while it starts, an instance that ran before is changed back
 * and started again (phase RESTORING). Then codelab_watch_next() returns the error, and message states whether the
 * instance runs again. With #CODELAB_SWITCH_STAY_STOPPED it returns the error at once. The next call tries to switch
 * again. A call that is cancelled or reaches its deadline restores nothing; the next call continues.
 *
 * @return #CODELAB_OK, or ARGUMENT, STATE, NO_MEMORY.
 * @since 0.2.0
 */
int32_t codelab_watch_new_switch(codelab_client *client, const char *id, const codelab_switch_request *request,
                                 const codelab_watch_options *options, codelab_watch **out, codelab_error *error);

/**
 * Makes a watch that opens an instance and runs until it is ready.
 *
 * The first change is the instance that codelab_open() would return, with the same repetitions. Then, by its status:
 *
 * - STOPPED: it is started (phase STARTING), and followed.
 * - STOPPING: the watch waits until it is stopped, and then starts it.
 * - DELETING: the watch waits until it is gone, and opens another one.
 * - a failed status: the watch ends with INSTANCE_FAILED. With #CODELAB_OPEN_REPLACE_FAILED it deletes the instance
 *   (phase DELETING), waits until it is gone, and opens another one (phase OPENING). A frozen instance is not deleted.
 * - any other: it is followed until it is RUNNING with a url.
 *
 * An instance is opened again at most twice. A failure of the open call is returned by codelab_watch_next(); the next
 * call opens again. After a cancelled or timed-out open the service may have opened the instance all the same; opening
 * again then finds it.
 *
 * @param client    whose instance to open; the watch keeps what it needs of it
 * @param request   image and notebook file; may be NULL. Copied
 * @param options   may be NULL; until must be READY
 * @param[out] out  the watch; free it with codelab_watch_free()
 * @param error     may be NULL
 * @return ARGUMENT, STATE or NO_MEMORY. Any thread; does not block.
 * @since 0.4.0
 */
int32_t codelab_watch_new_open(codelab_client *client, const codelab_open_request *request,
                               const codelab_watch_options *options, codelab_watch **out, codelab_error *error);

/** How long codelab_watch_new_keep() keeps an instance, and when it renews the lease. @since 0.4.0 */
typedef struct codelab_keep_options {
    uint32_t struct_size;
    uint32_t reserved;      /**< 0 */
    int64_t duration_ms;    /**< of each renewed lease, as in codelab_lease_request; 0: the service's default */
    int64_t total_ms;       /**< the watch then ends with #CODELAB_DONE; 0: no limit */
    int64_t ahead_ms;       /**< before the end of a lease, when it is renewed; 0: 10 minutes. At most a third of it */
    int64_t poll_ms;        /**< how often the instance is read between renewals; 0: 1 minute */
} codelab_keep_options;

#define CODELAB_KEEP_OPTIONS_INIT { (uint32_t)sizeof(codelab_keep_options), 0, 0, 0, 0, 0 }

/**
 * Makes a watch that keeps an instance alive: it renews the lease before it ends, by the service's clock.
 *
 * codelab_watch_next() returns the instance after each renewal, with its new lease, and each other change. It returns
 * #CODELAB_DONE after options.total_ms, INSTANCE_FAILED when the instance is stopping, stopped, failed or deleted, and
 * CANCELLED or DEADLINE by the cancel object. Stop the watch to let the lease run out.
 *
 * A failed renewal is repeated while the lease lasts; then, and if repeating it would not help, its error is returned.
 * The next call reads the instance and continues. An unlimited lease is not renewed. The time while the machine is
 * suspended does not count, so a lease can end meanwhile; the watch notices that within options.poll_ms.
 *
 * @param client    the client; the watch keeps what it needs of it
 * @param instance  the running instance. Copied
 * @param options   may be NULL
 * @param[out] out  the watch; free it with codelab_watch_free()
 * @param error     may be NULL
 * @return #CODELAB_OK, or ARGUMENT, STATE, NO_MEMORY. Any thread; does not block.
 * @since 0.4.0
 */
int32_t codelab_watch_new_keep(codelab_client *client, const codelab_instance *instance,
                               const codelab_keep_options *options, codelab_watch **out, codelab_error *error);

/** What a watch does next. @since 0.2.0 */
enum codelab_phase {
    CODELAB_PHASE_FOLLOWING = 0, /**< waiting for options.until; the only phase of a watch that only follows */
    CODELAB_PHASE_LOOKING = 1,   /**< finding out what must be done */
    CODELAB_PHASE_STOPPING = 2,
    CODELAB_PHASE_CHANGING = 3,
    CODELAB_PHASE_STARTING = 4,  /**< then FOLLOWING */
    CODELAB_PHASE_ENDED = 5,
    /* @since 0.4.0 */
    CODELAB_PHASE_OPENING = 6,   /**< of a watch that opens: before there is an instance */
    CODELAB_PHASE_DELETING = 7,  /**< of a watch that opens: then OPENING again */
    CODELAB_PHASE_KEEPING = 8,   /**< of a watch that keeps an instance alive */
    CODELAB_PHASE_CHECKING = 9,  /**< of a switch: whether the instance can have the target */
    CODELAB_PHASE_RESTORING = 10 /**< of a switch: starting the instance again as it was, after a failure */
};

/** Returns the enum codelab_phase of a watch; ENDED for NULL. Only for the thread that uses the watch. @since 0.2.0 */
int32_t codelab_watch_phase(const codelab_watch *watch);

/** Frees the watch. Any thread, but not during codelab_watch_next(). */
void codelab_watch_free(codelab_watch *watch);

/** @} */

/* --------------------------------------------------------------------------------------------------- queue -- */

/** @defgroup queue Queue
 * @{ */

/**
 * Many operations at once on one thread: submit operations, and collect their results as events.
 *
 * @code
 *     codelab_event  event = CODELAB_EVENT_INIT;
 *     codelab_queue *queue = NULL;
 *     int32_t        status = codelab_queue_new(NULL, &queue, &error);
 *     for (i = 0; i < students && status == CODELAB_OK; i++)
 *         status = codelab_queue_open(queue, i, client[i], NULL, NULL, &error);
 *     while (status == CODELAB_OK) {
 *         status = codelab_queue_wait(queue, CODELAB_NO_TIMEOUT, &event, &error);
 *         if (status != CODELAB_OK)
 *             break;
 *         if (event.status < 0)
 *             fprintf(stderr, "student %d: %s\n", (int)event.tag, error.message);
 *         if (event.operation == CODELAB_OPERATION_OPEN && event.instance != NULL) {
 *             codelab_watch *watch = NULL;
 *             status = codelab_watch_new(client[event.tag], event.instance, NULL, &watch, &error);
 *             if (status == CODELAB_OK)
 *                 status = codelab_queue_watch(queue, event.tag, watch, NULL, &error);
 *             if (status != CODELAB_OK)
 *                 codelab_watch_free(watch);
 *         }
 *         codelab_event_clear(&event);
 *     }
 *     if (status < 0)
 *         fprintf(stderr, "%s\n", error.message);
 *     codelab_queue_free(queue);
 * @endcode
 *
 * @par Threads
 * One thread at a time waits. Any thread may submit, cancel, count and interrupt at any time. The queue has no thread:
 * it works only while a thread is inside codelab_queue_wait(). Otherwise it does nothing; connections stay open, and
 * deadlines pass. If a call waits for a token that an operation of the queue is fetching, and there is no progress for
 * attempt_timeout_ms, the call fetches its own token.
 *
 * @par Events
 * Each submitted operation ends in exactly one final event (is_final 1), with the status that its blocking function
 * would have returned. Before that, a watch has an event for each change, and a list has one for each page, with
 * #CODELAB_OK. Events of one operation arrive in their order, the final one last; events of different operations arrive
 * in completion order. An event is made only when you collect it: so no event is lost, no event waits in memory, and
 * delivery needs no memory. If no memory is available for an operation to continue, its final event has
 * #CODELAB_E_NO_MEMORY. The queue and operations without a request in progress are not affected. If libcurl finds no
 * memory, the affected request is unknown: then all requests in progress end so.
 *
 * @par Ownership
 * You own what an event points to. To keep it, take the pointer out and set it to NULL; free the rest with
 * codelab_event_clear(). A submitted watch or pager belongs to the queue, which frees it with its final event. Clients
 * and cancel objects remain yours. The queue keeps what it needs of them, so you may free them at any time.
 *
 * @par Rate limit
 * A token bucket limits the whole queue: a number of requests a second, and a number of requests at once after a pause.
 * A 429 slows down the client that received it, with all its operations, inside and outside this queue. The client
 * sends nothing for the time that Retry-After gives (or retry_delay_ms), an hour at most. Then it pauses between
 * requests; the pauses double with each 429, from 20 ms to 2 s, and shrink with each success. The operations of a client
 * are served in the order in which they asked. Clients that have requests to send take turns.
 *
 * @par Cost
 * A sleeping watch holds no connection and no libcurl handle, and less than 1 KiB. Each cancel object uses a
 * descriptor; a tag and a time limit cost nothing.
 *
 * @since 0.3.0
 */
typedef struct codelab_queue codelab_queue;

/**
 * For flags: when no operation is left, codelab_queue_wait() waits for what other threads may submit and does not
 * return #CODELAB_DONE. @since 0.3.0
 */
#define CODELAB_QUEUE_STAY 0x1u

/** For requests_per_second: no rate limit. @since 0.3.0 */
#define CODELAB_UNLIMITED (-1)

/** Limits of a queue. @since 0.3.0 */
typedef struct codelab_queue_options {
    uint32_t struct_size;
    uint32_t flags;                /**< CODELAB_QUEUE_… or 0 */
    int32_t connections_per_host;  /**< 1 to 256. 0: 8. with HTTP/2 they carry up to 100 requests at once */
    int32_t requests_per_second;   /**< 1 to 1000000, or CODELAB_UNLIMITED. 0: 100, half of the service's limit */
    int32_t burst;                 /**< requests without a pause between them, 1 to 1000000. 0: 20 */
    int32_t reserved;              /**< 0 */
} codelab_queue_options;

#define CODELAB_QUEUE_OPTIONS_INIT { (uint32_t)sizeof(codelab_queue_options), 0, 0, 0, 0, 0 }

/**
 * Makes a queue. It uses a few file descriptors. Any thread; does not block.
 *
 * @param options   may be NULL
 * @param[out] out  the queue; free it with codelab_queue_free()
 * @param error     details of a failure; may be NULL
 * @return #CODELAB_OK, or ARGUMENT, STATE (libcurl is too old), NO_MEMORY (or no descriptor is left).
 * @since 0.3.0
 */
int32_t codelab_queue_new(const codelab_queue_options *options, codelab_queue **out, codelab_error *error);

/**
 * Ends all pending operations, without events, as if they were cancelled, and frees the queue. Any thread, but not
 * while another thread is inside a call with this queue. @since 0.3.0
 */
void codelab_queue_free(codelab_queue *queue);

/**
 * For flags: a watch or a pager goes one step, like codelab_watch_next() and codelab_pager_next(). Its first event is
 * final, whatever its status, and returns the watch or pager to you. Submit it again to continue, also after an error.
 * Nothing is sent between two steps. @since 0.3.0
 */
#define CODELAB_SUBMIT_STEP 0x1u

/** Limits of one operation of a queue. @since 0.3.0 */
typedef struct codelab_submit_options {
    uint32_t struct_size;
    uint32_t flags;          /**< CODELAB_SUBMIT_… or 0 */
    int64_t timeout_ms;      /**< of the whole operation, from now. 0 or CODELAB_NO_TIMEOUT: no limit */
    codelab_cancel *cancel;  /**< its deadline applies too. NULL: none */
} codelab_submit_options;

#define CODELAB_SUBMIT_OPTIONS_INIT { (uint32_t)sizeof(codelab_submit_options), 0, 0, NULL }

/** @name Submitting
 * @{ */

/**
 * Submits the operation of the blocking function with the same name; see there for the arguments.
 *
 * tag is a number of your choice. The events carry it, and codelab_queue_cancel() finds the operation by it, so give
 * each operation a different tag. options may be NULL. On failure nothing is submitted, and no event follows. Any
 * thread; does not block.
 *
 * @return #CODELAB_OK, or ARGUMENT, STATE, NO_MEMORY.
 * @since 0.3.0
 */
int32_t codelab_queue_open(codelab_queue *queue, uint64_t tag, codelab_client *client,
                           const codelab_open_request *request, const codelab_submit_options *options,
                           codelab_error *error);
int32_t codelab_queue_show(codelab_queue *queue, uint64_t tag, codelab_client *client, const char *id,
                           const codelab_submit_options *options, codelab_error *error);
int32_t codelab_queue_start(codelab_queue *queue, uint64_t tag, codelab_client *client, const char *id,
                            const codelab_lease_request *lease, const codelab_submit_options *options,
                            codelab_error *error);
int32_t codelab_queue_stop(codelab_queue *queue, uint64_t tag, codelab_client *client, const char *id,
                           const codelab_submit_options *options, codelab_error *error);
int32_t codelab_queue_delete(codelab_queue *queue, uint64_t tag, codelab_client *client, const char *id,
                             const codelab_submit_options *options, codelab_error *error);
int32_t codelab_queue_update(codelab_queue *queue, uint64_t tag, codelab_client *client, const char *id,
                             const codelab_update_request *request, const codelab_submit_options *options,
                             codelab_error *error);
int32_t codelab_queue_show_lease(codelab_queue *queue, uint64_t tag, codelab_client *client, const char *id,
                                 const codelab_submit_options *options, codelab_error *error);
int32_t codelab_queue_renew_lease(codelab_queue *queue, uint64_t tag, codelab_client *client, const char *id,
                                  const codelab_lease_request *lease, const codelab_submit_options *options,
                                  codelab_error *error);
int32_t codelab_queue_show_image(codelab_queue *queue, uint64_t tag, codelab_client *client, const char *id,
                                 const codelab_submit_options *options, codelab_error *error);

/**
 * Submits a watch (also one that switches) or a pager.
 *
 * A watch has an event for each change, then a final one with #CODELAB_DONE or the error that codelab_watch_next()
 * would have returned. A pager has an event for each page, one after the other, then #CODELAB_DONE or an error.
 *
 * On success the queue owns it. Do not use it any more, or, with #CODELAB_SUBMIT_STEP, not before the final event has
 * returned it. On failure you still own it. The deadline in options applies to the whole operation. Any thread, but not
 * during a call with that watch or pager; does not block.
 *
 * @return #CODELAB_OK, or ARGUMENT, STATE, NO_MEMORY.
 * @since 0.3.0
 */
int32_t codelab_queue_watch(codelab_queue *queue, uint64_t tag, codelab_watch *watch,
                            const codelab_submit_options *options, codelab_error *error);
int32_t codelab_queue_list(codelab_queue *queue, uint64_t tag, codelab_pager *pager,
                           const codelab_submit_options *options, codelab_error *error);

/** @} */

/** The kind of an operation. @since 0.3.0 */
enum codelab_operation {
    CODELAB_OPERATION_NONE = 0,
    CODELAB_OPERATION_OPEN = 1,
    CODELAB_OPERATION_SHOW = 2,
    CODELAB_OPERATION_START = 3,
    CODELAB_OPERATION_STOP = 4,
    CODELAB_OPERATION_DELETE = 5,
    CODELAB_OPERATION_UPDATE = 6,
    CODELAB_OPERATION_SHOW_LEASE = 7,
    CODELAB_OPERATION_RENEW_LEASE = 8,
    CODELAB_OPERATION_SHOW_IMAGE = 9,
    CODELAB_OPERATION_WATCH = 10,
    CODELAB_OPERATION_LIST = 11
};

/** A result of an operation. Allocate one; codelab_queue_wait() overwrites its contents. @since 0.3.0 */
typedef struct codelab_event {
    uint32_t struct_size;
    int32_t operation;           /**< @values codelab_operation */
    uint64_t tag;                /**< as submitted */
    int32_t status;              /**< @values codelab_status, as the blocking function would have returned it */
    int32_t is_final;            /**< 1: the last event of the operation */
    int32_t phase;               /**< of a watch, enum codelab_phase: what it does next */
    int32_t reserved;
    codelab_instance *instance;  /**< of OPEN, SHOW, START, STOP, DELETE, UPDATE, WATCH; else and on failure NULL */
    codelab_lease *lease;        /**< of SHOW_LEASE and RENEW_LEASE */
    codelab_image *image;        /**< of SHOW_IMAGE */
    codelab_page *page;          /**< of LIST */
    codelab_watch *watch;        /**< returned to you after CODELAB_SUBMIT_STEP; otherwise NULL */
    codelab_pager *pager;        /**< the same */
} codelab_event;

#define CODELAB_EVENT_INIT { (uint32_t)sizeof(codelab_event), 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL }

/**
 * Works until the next event. One thread at a time may call it.
 *
 * @param queue       the queue
 * @param timeout_ms  how long to wait at most. 0: do only what needs no waiting. #CODELAB_NO_TIMEOUT: no limit
 * @param[out] event  the next event. Unless the result is #CODELAB_OK it has #CODELAB_OPERATION_NONE and no pointers
 * @param error       details of the event's status if that is an error, or of a failure of this function; may be NULL
 * @retval CODELAB_OK           *event is the next event.
 * @retval CODELAB_DONE         no operation is pending (without #CODELAB_QUEUE_STAY).
 * @retval CODELAB_E_DEADLINE   there was no event within timeout_ms.
 * @retval CODELAB_E_CANCELLED  codelab_queue_interrupt() was called.
 * @return Another error is ARGUMENT or STATE.
 * @since 0.3.0
 */
int32_t codelab_queue_wait(codelab_queue *queue, int64_t timeout_ms, codelab_event *event, codelab_error *error);

/**
 * Frees everything that the event points to, and sets the pointers to NULL. Secrets are overwritten first. Any thread.
 * @since 0.3.0
 */
void codelab_event_clear(codelab_event *event);

/**
 * Returns a descriptor for an event loop (epoll, asyncio, libuv). It is readable when codelab_queue_wait() has work to
 * do.
 *
 * When it is readable, call codelab_queue_wait() with a timeout_ms of 0 until it does not return #CODELAB_OK. Do the
 * same once after submitting, or let the loop check the descriptor: submitting makes it readable. Edge-triggered
 * waiting (EPOLLET) is sufficient. Spurious readiness is possible; missed readiness is not. The queue owns the
 * descriptor: never read from it, and remove it from the loop before codelab_queue_free().
 *
 * Only for the thread that waits. The call changes nothing except the cost of later waits, some of which then set a
 * timer. Returns -1 for NULL and after fork(). @since 0.3.0
 */
int32_t codelab_queue_fd(codelab_queue *queue);

/**
 * Stops the operations with that tag. Each ends with #CODELAB_E_CANCELLED in its final event, unless it has completed
 * before.
 *
 * Returns the number of operations that this call stops. Operations that an earlier call has stopped, and whose final
 * event is not yet delivered, do not count. Any thread. Does not block, and needs no memory and no descriptor.
 * @since 0.3.0
 */
int64_t codelab_queue_cancel(codelab_queue *queue, uint64_t tag);

/** Like codelab_queue_cancel(), for all pending operations. @since 0.3.0 */
int64_t codelab_queue_cancel_all(codelab_queue *queue);

/**
 * Returns the number of pending operations: those that were submitted and whose final event is not yet delivered. Any
 * thread; 0 for NULL. @since 0.3.0
 */
int64_t codelab_queue_count(const codelab_queue *queue);

/**
 * Makes the current codelab_queue_wait(), or the next one, return #CODELAB_E_CANCELLED at once. The operations continue
 * with the wait after it. Any thread; never blocks; safe inside a signal handler. @since 0.3.0
 */
void codelab_queue_interrupt(codelab_queue *queue);

/** @} */

#ifdef __cplusplus
}
#endif

#endif /* CODELAB_H */
