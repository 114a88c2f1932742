// The yardstick: simdjson's On-Demand interface, filling the same structures from the same tables of fields, so that
// both decoders do the same work. As its manual advises, the parser and its buffers are used again and again, fields
// are taken in the order in which they come, and a key is first compared with the one after the last that was found.
//
// It does less than the library: later members of the same name and second spellings of keys are not settled, texts
// with a NUL inside are taken, and the memory is not overwritten before it is freed.
#include "arena.hpp"
#include "measure.h"

#include <cschema.h>
#include <simdjson.h>

#include <algorithm>
#include <vector>

using namespace simdjson;

namespace {

class decoder {
    arena &memory;

    template <typename Value> static Value &at(char *structure, size_t offset)
    {
        return *reinterpret_cast<Value *>(structure + offset);
    }

    static const cschema_field *find(const cschema_object *object, const cschema_field *expected, const char *key)
    {
        const auto *quoted = reinterpret_cast<const uint8_t *>(key - 1);
        if (expected->key_length && cschema_is_key(expected, quoted)) return expected;
        const char *end = key;
        while (*end != '"') end += *end == '\\' ? 2 : 1;
        return cschema_find(object, quoted + 1, size_t(end - key));
    }

    void word(const cschema_field *field, char *structure, ondemand::value value)
    {
        std::string_view text = value.get_string();
        uint8_t padded[32] = {};
        std::memcpy(padded, text.data(), std::min<size_t>(text.size(), 24));
        at<int32_t>(structure, field->offset) = cschema_word_value(field->words, padded, text.size());
        at<const char *>(structure, field->beside_offset) = memory.text(text);
    }

    void texts(const cschema_field *field, char *structure, ondemand::value value)
    {
        const char *found[64];
        size_t count = 0;
        for (auto element : value.get_array()) {
            if (element.is_null()) continue;
            if (count < 64) found[count++] = memory.text(element.get_string());
        }
        auto **array = static_cast<const char **>(memory.take((count + 1) * sizeof *found));
        std::copy_n(found, count, array);
        at<const char **>(structure, field->offset) = array;
        at<int64_t>(structure, field->beside_offset) = int64_t(count);
    }

    void objects(const cschema_field *field, char *structure, ondemand::value value)
    {
        char *found[64];
        size_t count = 0;
        for (auto element : value.get_array())
            if (count < 64) found[count++] = object(field->object, element.get_object());
        if (size_t by = field->object->order_offset)
            std::sort(found, found + count,
                      [by](char *one, char *other) { return at<int64_t>(one, by) < at<int64_t>(other, by); });
        auto **array = static_cast<char **>(memory.take((count + 1) * sizeof *found));
        std::copy_n(found, count, array);
        at<char **>(structure, field->offset) = array;
        at<int64_t>(structure, field->beside_offset) = int64_t(count);
    }

    void put(const cschema_field *field, char *structure, ondemand::value value)
    {
        switch (field->kind) {
        case cschema_kind_text: at<const char *>(structure, field->offset) = memory.text(value.get_string()); break;
        case cschema_kind_integer: at<int64_t>(structure, field->offset) = value.get_int64(); break;
        case cschema_kind_boolean: at<int32_t>(structure, field->offset) = bool(value.get_bool()); break;
        case cschema_kind_number: at<double>(structure, field->offset) = value.get_double(); break;
        case cschema_kind_word: word(field, structure, value); break;
        case cschema_kind_object:
            at<char *>(structure, field->offset) = object(field->object, value.get_object());
            break;
        case cschema_kind_texts: texts(field, structure, value); break;
        case cschema_kind_objects: objects(field, structure, value); break;
        default:
            if (value.type() == ondemand::json_type::string)
                at<const char *>(structure, field->offset) = memory.text(value.get_string());
            else
                at<const char *>(structure, field->offset) = memory.text(std::string_view(value.raw_json_token()));
        }
    }

public:
    explicit decoder(arena &memory) : memory(memory) {}

    char *object(const cschema_object *table, ondemand::object from)
    {
        auto *structure = static_cast<char *>(memory.take(table->size_bytes));
        std::memcpy(structure, table->blank, table->size_bytes);
        const cschema_field *expected = table->fields;
        for (auto member : from) {
            const cschema_field *field = find(table, expected, member.key().value().raw());
            if (!field) continue;
            expected = field + 1;
            ondemand::value value = member.value();
            if (!value.is_null()) put(field, structure, value);
        }
        return structure;
    }
};

unsigned long long decode(ondemand::parser &parser, std::vector<char> &padded, answer from)
{
    std::memcpy(padded.data(), from.bytes, from.length);
    arena memory(from.length + 4096);
    ondemand::document document = parser.iterate(padded.data(), from.length, padded.size());
    const char *structure = decoder(memory).object(cschema_document_root(), document.get_object());
    return digest(reinterpret_cast<const codelab_instance *>(structure));
}

} // namespace

int main(int count, char **arguments)
{
    if (count != 3) return fprintf(stderr, "usage: decode_simdjson ANSWER-FILE COUNT\n"), 2;
    answer from = read_answer(arguments[1]);
    long times = atol(arguments[2]);
    std::vector<char> padded(from.length + SIMDJSON_PADDING);
    ondemand::parser parser;
    fprintf(stderr, "simdjson %s\n", get_active_implementation()->name().c_str());
    MEASURE("simdjson", times, decode(parser, padded, from));
    free(from.bytes);
    return 0;
}
