// Memory of one decoded answer: allocated in one piece that is large enough for almost all, and freed as one.
#ifndef ARENA_HPP
#define ARENA_HPP

#include <cstddef>
#include <cstdlib>
#include <new>

class arena {
    struct piece {
        piece *next;
    };
    piece *pieces = nullptr;
    char *place = nullptr, *end = nullptr;

    void grow(size_t size)
    {
        auto *fresh = static_cast<piece *>(std::malloc(sizeof(piece) + size));
        if (!fresh) throw std::bad_alloc();
        fresh->next = pieces;
        pieces = fresh;
        place = reinterpret_cast<char *>(fresh + 1);
        end = place + size;
    }

public:
    explicit arena(size_t size) { grow(size); }
    ~arena()
    {
        while (pieces) {
            piece *next = pieces->next;
            std::free(pieces);
            pieces = next;
        }
    }
    arena(const arena &) = delete;
    arena &operator=(const arena &) = delete;

    void *take(size_t size)
    {
        size = (size + 7) & ~size_t(7);
        if (size > size_t(end - place)) grow(size > 4096 ? size : 4096);
        void *taken = place;
        place += size;
        return taken;
    }
};

#endif
