"""The command codelab. Stands on what the package offers to everyone; nothing of the package stands on it.

    main        from the arguments to an exit code
    parser      verbs, options and help
    options     what several verbs take, and how it is written
    session     the client, and which instance is meant
    failures    from an error to a sentence, a hint and an exit code
    output      text that is safe to print; where it goes
    values      records as JSON
    summaries   records as lines for people
    tables      lists, for a terminal and for a pipe
    following   an instance as it changes: lines, JSON lines, or live
    live        the same, drawn in place with rich
    simulator   starting the simulator
    opening, looking, changing, catalog, simulate, completion   the verbs
"""
