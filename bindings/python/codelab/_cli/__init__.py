"""The command codelab. It uses the package's public interface; the package does not import it.

    main        from the arguments to an exit code
    parser      verbs, options and help
    options     options of several verbs, and the form of their values
    session     the client, and the instance to use
    failures    from an error to a sentence, a hint and an exit code
    output      safe text on standard output and standard error
    values      records as JSON
    summaries   records as lines for people
    tables      lists, in a terminal and in a pipe
    following   the changes of an instance: lines, JSON lines, or live
    live        the same, drawn in place with rich
    simulator   starting the simulator
    prompt      questions in a terminal
    findings    what a check of the doctor has found
    examination the checks of the doctor, of doctor_settings, doctor_network, doctor_service and service_clock, with the
                two requests of doctor_probes
    opening, looking, changing, catalog, login, doctor, simulate, completion   the verbs
"""
