"""Options of a client from files. Imported only when a profile or a cloud is used.

    options         the options that a file may set, and the environment variables of the account
    files           reading a file: its errors, the warning about its mode, and the parsers
    source          values of one entry of a file, with the place they come from
    config_toml     ~/.config/codelab/config.toml
    config_writer   writing one profile of it
    clouds_yaml     clouds.yaml and secure.yaml, shared with the OpenStack clients
    sdk_file        ~/.huaweicloud/credentials, shared with the SDKs of Huawei Cloud
    choice          which of them counts, and what overrides its values
"""
