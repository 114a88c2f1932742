// The yardstick: simdjson's On-Demand interface, filling the same structures from the same tables of fields, so that
// both decoders do the same work. As its manual advises, the parser is used again and again, fields are taken in the
// order in which they come, and texts are unescaped straight to where they are to stay. Keys and words are recognised
// by the library's own comparisons, with the same guesses at the key that comes next.
//
// It does less than the library: later members of the same name and second spellings of keys are not settled, texts
// with a NUL inside are taken, and the memory is not overwritten before it is freed.
#include "arena.hpp"
#include "measure.h"

#include <cschema.h>
#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

using namespace simdjson;

namespace {

class decoder {
    arena &memory;
    ondemand::parser &parser;
    uint8_t *text_end;

    template <typename Value> static Value &at(char *structure, size_t offset)
    {
        return *reinterpret_cast<Value *>(structure + offset);
    }

    // A text takes no more than it did in JSON, where it had quotes.
    const char *text(ondemand::raw_json_string raw)
    {
        std::string_view kept = parser.unescape(raw, text_end);
        *text_end++ = 0;
        return kept.data();
    }

    const char *token(std::string_view raw)
    {
        auto *kept = reinterpret_cast<char *>(text_end);
        std::memcpy(kept, raw.data(), raw.size());
        kept[raw.size()] = 0;
        text_end += raw.size() + 1;
        return kept;
    }

    static const uint8_t *quote(ondemand::raw_json_string raw)
    {
        return reinterpret_cast<const uint8_t *>(raw.raw()) - 1;
    }

    static const cschema_field *search(const cschema_object *object, const uint8_t *key)
    {
        const uint8_t *end = key + 1;
        while (*end != '"') end += *end == '\\' ? 2 : 1;
        return cschema_find(object, key, size_t(end - key - 1));
    }

    void word(const cschema_field *field, char *structure, ondemand::value value)
    {
        ondemand::raw_json_string raw = value.get_raw_json_string();
        const cschema_enum_name *known = cschema_enum_name_at(field->names, quote(raw));
        const uint8_t *begin = text_end;
        at<const char *>(structure, field->paired_offset) = text(raw);
        at<int32_t>(structure, field->offset) =
            known ? known->value : cschema_enum_value(field->names, begin, size_t(text_end - begin - 1));
    }

    void texts(const cschema_field *field, char *structure, ondemand::value value)
    {
        const char *found[64];
        size_t count = 0;
        for (auto element : value.get_array()) {
            if (element.is_null()) continue;
            if (count < 64) found[count++] = text(element.get_raw_json_string());
        }
        auto **array = static_cast<const char **>(memory.take((count + 1) * sizeof *found));
        std::copy_n(found, count, array);
        at<const char **>(structure, field->offset) = array;
        at<int64_t>(structure, field->paired_offset) = int64_t(count);
    }

    void objects(const cschema_field *field, char *structure, ondemand::value value)
    {
        char *found[64];
        size_t count = 0;
        for (auto element : value.get_array())
            if (count < 64) found[count++] = object(cschema_element_object(field), element.get_object());
        if (size_t by = cschema_element_object(field)->order_offset)
            std::sort(found, found + count,
                      [by](char *one, char *other) { return at<int64_t>(one, by) < at<int64_t>(other, by); });
        auto **array = static_cast<char **>(memory.take((count + 1) * sizeof *found));
        std::copy_n(found, count, array);
        at<char **>(structure, field->offset) = array;
        at<int64_t>(structure, field->paired_offset) = int64_t(count);
    }

    void put(const cschema_field *field, char *structure, ondemand::value value)
    {
        switch (field->kind) {
        case cschema_kind_text: at<const char *>(structure, field->offset) = text(value.get_raw_json_string()); break;
        case cschema_kind_integer: at<int64_t>(structure, field->offset) = value.get_int64(); break;
        case cschema_kind_boolean: at<int32_t>(structure, field->offset) = bool(value.get_bool()); break;
        case cschema_kind_number: at<double>(structure, field->offset) = value.get_double(); break;
        case cschema_kind_enumeration: word(field, structure, value); break;
        case cschema_kind_object:
            at<char *>(structure, field->offset) = object(field->object, value.get_object());
            break;
        case cschema_kind_texts: texts(field, structure, value); break;
        case cschema_kind_objects: objects(field, structure, value); break;
        default:
            if (value.type() == ondemand::json_type::string)
                at<const char *>(structure, field->offset) = text(value.get_raw_json_string());
            else
                at<const char *>(structure, field->offset) = token(value.raw_json_token());
        }
    }

public:
    // There is room at `texts` for as many bytes as the answer has, and simdjson's padding.
    decoder(arena &memory, ondemand::parser &parser, void *texts)
        : memory(memory), parser(parser), text_end(static_cast<uint8_t *>(texts))
    {
    }

    char *object(const cschema_object *table, ondemand::object from)
    {
        auto *structure = static_cast<char *>(memory.take(table->size_bytes));
        std::memcpy(structure, table->blank, table->size_bytes);
        const cschema_field *expected = table->fields, *left_off = expected;
        for (auto member : from) {
            const uint8_t *key = quote(member.key());
            const cschema_field *field = expected;
            if (!cschema_is_key(expected, key)) {
                field = cschema_is_key(left_off, key) ? left_off : search(table, key);
                left_off = expected;
            }
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
    size_t text_bytes = from.length + SIMDJSON_PADDING;
    arena memory(text_bytes + 4096);
    ondemand::document document = parser.iterate(padded.data(), from.length, padded.size());
    decoder decoder(memory, parser, memory.take(text_bytes));
    const char *structure = decoder.object(cschema_document_root(), document.get_object());
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
