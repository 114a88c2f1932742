/// The text of `--help` after the options.
enum Help {
    static let discussion = """
        Behaves like the ModelArts service and its IAM service: a user opens a notebook instance, which is \
        CREATING while its four steps advance on a clock, and then RUNNING with a URL, until its lease runs out. The \
        first line on standard output is a JSON object with endpoint, project_id, project_name, token, access_key, \
        secret_key, user_name, password and domain_name of a first user. Logs one line to standard error for each \
        request. Exits on SIGINT or SIGTERM.

        \(calls)

        \(control)

        \(settings)

        \(faults)
        """

    private static let calls = """
        SERVICE CALLS, with X-Auth-Token, or signed (SDK-HMAC-SHA256, both forms) with X-Project-Id; below \
        /v1/{project_id}
          POST /notebooks/open         the free instance (feature DEFAULT), at most one per user
          POST /notebooks              an instance with name, flavor, image_id and volume
          GET  /notebooks              ?feature=NOTEBOOK|DEFAULT &limit=10|20|50 &offset= &name= &status= ...
          GET, PUT, DELETE             /notebooks/{id}
          POST /notebooks/{id}/start   ?duration=&type=
          POST /notebooks/{id}/stop
          GET, PATCH                   /notebooks/{id}/lease
          GET  /notebooks/{id}/flavors
          GET  /notebooks/flavors      ?category=&type=&limit=&offset= ...
          GET  /images                 ?name=&namespace=&type=&limit=&offset= ...
          GET  /images/{id}

        IAM CALLS, on the same port
          POST /v3/auth/tokens         by password; scope a project, a domain or none
          GET  /v3/projects            ?name=; with a token, or signed
        """

    private static let control = """
        CONTROL CALLS, for tests; each user is independent
          POST /simulator/users          {settings and credentials}; 201 with all credentials
          and, below /simulator/users/{project_id}:
          PATCH                          {settings}; 204
          PUT    /faults                 [fault, ...], which replaces the list; 204
          GET    /requests               the requests of the user, in order; 200
          DELETE /requests               clears them; 204
          DELETE /tokens                 revokes all tokens that IAM has issued; 204
          PATCH  /instance               {changes}; its state is then fixed until a call changes it; 204
          DELETE /instance               204
        """

    private static let settings = """
        CREDENTIALS  "token", "access_key", "secret_key", "security_token" (true: a random one), "user_name", \
        "user_id", "password", "passcode" (of an MFA device, valid once; none by default), "domain_name", "project_name"; \
        the others are random. The newest user of a name \
        or a key replaces older ones.

        CHANGES  "status", "url", "token", "fail_reason"

        SETTINGS
          step_ms, stop_ms, delete_ms        duration of each state of a start, of STOPPING and of DELETING
          fail_start, status                 a reason, or null; the initial status of an instance
          existing                           status of an instance that exists at the first call, or null
          lease_duration_ms                  default duration of a lease (3600000)
          sold_out                           flavors that cannot be started or switched to: ["..."]
          extra_notebooks, extra_images      the number of additional entries in lists
          offers_open                        false: this region has no notebooks/open
          open_existing                      "existing", "refused" (6301) or "quota" (6302)
          open_stopped                       what open does with a stopped instance: "returns" or "starts"
          delete_answer, renew_answer        "object", or "none" (204)
          flavor_keys                        ["data"], ["flavors"] or both; null: as documented
          token_life_ms, token_bytes         of IAM's tokens (86400000, 2000)
          catalog, projects_null             false: no catalog; true: {"projects":null}
          clock_offset_ms                    the service's clock minus the real one
          lock_after, lock_ms                consecutive wrong signatures that lock a key (5), and for how long (300000)
          signature_forms                    ["access","credential"]
        """

    private static let faults = """
        FAULTS are JSON objects with a "kind" and optionally "call", "times" (1; 0: always) and "delay_ms" (before \
        the response). A request takes the first that matches. Calls: open, show, list, create, start, stop, delete, \
        update, show_lease, renew_lease, list_images, show_image, list_flavors, list_switchable_flavors, iam_tokens, \
        iam_projects, or any, which means all except IAM's.
          latency     only the delay
          status      "status": 429, "headers": {"Retry-After": "1"}, "body": "..."
          html        an HTML page with 200
          empty       200 without a body
          list        200 with []
          body        "body": "...", "status": 200; sent as it is
          wrong_type  the normal response with a text for a number: "not-a-number"
          truncated   closed before the end of the body
          slow        "interval_ms": 100 between pieces of 16 bytes
          endless     a response that never ends
          reset       closed before the response; "after": false: without carrying out the call
        """
}
